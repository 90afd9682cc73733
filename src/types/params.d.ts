import type { BrowserProfile, ProxyCountryCode, RunStatus, SortDirection } from "./constants.js";
import type { Screenshot } from "./views.js";

/**
 * One run to create. Members that are not listed here go to the service as they are.
 * API reference: `POST /v1/automation/run`, request body.
 */
export interface RunParams {
  /** Where the agent starts, with its scheme, such as `https://example.com`. */
  url: string;
  /** What the agent is to do, in plain words. */
  goal: string;
  /** `stealth` is a browser that is harder to tell from a person's. Default: `lite`. */
  browser_profile?: BrowserProfile | undefined;
  /** Where the remote browser's traffic leaves from. Default: no proxy. */
  proxy_config?: ProxyConfig | undefined;
  /** The name of the integration that makes the run, for attribution. */
  api_integration?: string | undefined;
  /** How the agent works. */
  agent_config?: AgentConfig | undefined;
  /** What is kept of each step. Default: nothing. */
  capture_config?: CaptureConfig | undefined;
  /** An `https:` address that is sent the run once it has ended. */
  webhook_url?: string | undefined;
  /**
   * The form of the result: a subset of JSON Schema with an object at the top, at most 64 KB and ten levels. It outranks the
   * wording of `goal`. A schema that the service cannot use gives `invalid_input` before a browser starts.
   */
  output_schema?: OutputSchema | undefined;
  /** Start from a saved browser profile: the default one, unless `profile_id` names another. Default: `false`. */
  use_profile?: boolean | undefined;
  /** A saved profile, `prof_…`. Needs `use_profile: true`. */
  profile_id?: string | undefined;
  /** Let the agent use the connected password manager. Default: `false`. */
  use_vault?: boolean | undefined;
  /** The items the agent may use, `cred:…`. Needs `use_vault: true`. Default: all that are enabled. */
  credential_item_ids?: readonly string[] | undefined;
  [field: string]: any;
}

/** Where the remote browser's traffic leaves from. API reference: `proxy_config`. */
export interface ProxyConfig {
  /** Whether a proxy is used. */
  enabled: boolean;
  /** `tetra` is TinyFish's own network; `custom` needs `url`. Default: `tetra`. */
  type?: "tetra" | "custom" | (string & {}) | undefined;
  /** ISO 3166-1 alpha-2. */
  country_code?: ProxyCountryCode | undefined;
  /** The address of a custom proxy. */
  url?: string | undefined;
  /** The user of a custom proxy. */
  username?: string | undefined;
  /** The password of a custom proxy. It goes through the page: prefer to add it in the relay. */
  password?: string | undefined;
  [field: string]: any;
}

/** How the agent works. API reference: `agent_config`. */
export interface AgentConfig {
  /** `strict` (beta) stops early on what is unexpected, rather than to look for a way around it. Default: `default`. */
  mode?: "default" | "strict" | (string & {}) | undefined;
  /** From 1 to 500. Default: 150. Accounts that are not enabled for it get `forbidden`. */
  max_steps?: number | undefined;
  /** Seconds, at least 1. Default: no limit. */
  max_duration_seconds?: number | undefined;
  /** The cursor in recordings. */
  cursor_style?: "fish" | "standard" | "green-pointer" | (string & {}) | undefined;
  [field: string]: any;
}

/** What is kept of each step. API reference: `capture_config`. */
export interface CaptureConfig {
  /** A screenshot of each step. Default: `false`. */
  screenshots?: boolean | undefined;
  /** Page snapshots. Default: `false`. */
  snapshots?: boolean | undefined;
  /** The HTML of the page at each step. Default: `false`. */
  html?: boolean | undefined;
  /** A video of the run, in `video_url`. Default: `false`. Accounts that are not enabled for it get `forbidden`. */
  recording?: boolean | undefined;
  /** Data about the page's elements. Default: `false`. Accounts that are not enabled for it get `forbidden`. */
  elements?: boolean | undefined;
  [field: string]: any;
}

/** The subset of JSON Schema that `output_schema` takes. API reference: Structured output. */
export interface OutputSchema {
  /** What it is. At the top `object`. */
  type?: "object" | "array" | "string" | "number" | "integer" | "boolean" | (string & {}) | undefined;
  /** The members of an object, by name. */
  properties?: Record<string, OutputSchema> | undefined;
  /** Names of `properties`. */
  required?: readonly string[] | undefined;
  /** The order of the properties in the result. */
  propertyOrdering?: readonly string[] | undefined;
  /** What an array holds. */
  items?: OutputSchema | undefined;
  /** The fewest items of an array. */
  minItems?: number | undefined;
  /** The most items of an array. */
  maxItems?: number | undefined;
  /** The least value of a number. */
  minimum?: number | undefined;
  /** The greatest value of a number. */
  maximum?: number | undefined;
  /** The values it may have. Of strings only. */
  enum?: readonly string[] | undefined;
  /** The form of a string. */
  format?: "date" | "date-time" | "duration" | "time" | (string & {}) | undefined;
  /** Whether it may be null; in place of a second type. Default: `false`. */
  nullable?: boolean | undefined;
  /** It fits one of these. Not at the top. */
  anyOf?: readonly OutputSchema[] | undefined;
  [keyword: string]: any;
}

/** What holds for a whole batch. API reference: `POST /v1/automation/run-batch`. */
export interface BatchOptions {
  /** One schema for all runs of the batch. */
  output_schema?: OutputSchema | undefined;
  /** Stops the call. Runs that were created go on. */
  signal?: AbortSignal | undefined;
}

/** Which runs to list. All filters hold together. API reference: `GET /v1/runs`. */
export interface ListParams {
  /** Only runs that stand like this. Default: all. */
  status?: RunStatus | undefined;
  /** Part of the goal, in any case; at most 500 characters. */
  goal?: string | undefined;
  /** Only runs that were created later, ISO 8601. */
  created_after?: string | undefined;
  /** Only runs that were created earlier, ISO 8601. */
  created_before?: string | undefined;
  /** By time of creation. Default: `desc`, newest first. */
  sort_direction?: SortDirection | undefined;
  /** `next_cursor` of an earlier page, with the same filters. */
  cursor?: string | undefined;
  /** Runs on a page, from 1 to 100. Default: 20. */
  limit?: number | undefined;
}

/** What a read of a run brings along. API reference: `GET /v1/runs/{id}`. */
export interface GetOptions {
  /**
   * The form of each step's `screenshot`. `base64` brings the pictures in the answer; they become {@link Screenshot} objects and
   * never text. Default: nothing is asked for, and the service gives addresses.
   */
  screenshots?: "url" | "base64" | (string & {}) | undefined;
  /** Whether each step says where its HTML is. Default: nothing is asked for, and the service gives addresses. */
  html?: "url" | "none" | (string & {}) | undefined;
  /** Stops the call. */
  signal?: AbortSignal | undefined;
}
