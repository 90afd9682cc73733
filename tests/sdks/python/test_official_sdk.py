"""The official Python SDK, unchanged, against the emulator: what it accepts, the emulator says right.

Environment: TINYFISH_EMULATOR, the emulator's address.
"""

import json
import os
import unittest
import urllib.request
import uuid

from tinyfish import (
    AgentConfig,
    AsyncTinyFish,
    AuthenticationError,
    BadRequestError,
    CaptureConfig,
    EventType,
    NotFoundError,
    ProxyConfig,
    RateLimitError,
    RunStatus,
    TinyFish,
)

EMULATOR = os.environ["TINYFISH_EMULATOR"]


def new_key():
    return f"sk-tinyfish-{uuid.uuid4()}"


def scenario(address, goal="play"):
    return {"url": f"http://scenarios.test/{address}", "goal": goal}


def about():
    with urllib.request.urlopen(f"{EMULATOR}/emulator") as answer:
        return json.load(answer)


class Case(unittest.TestCase):
    def connect(self, key=None, **options):
        """A client with a key of its own: runs belong to their key."""
        client = TinyFish(api_key=key or new_key(), base_url=EMULATOR, **options)
        self.addCleanup(client.close)
        return client


class Agent(Case):
    def test_run_gives_a_finished_run(self):
        run = self.connect().agent.run(**scenario("complete?steps=2"))
        self.assertEqual(run.status, RunStatus.COMPLETED)
        self.assertEqual(run.result, {"scenario": "complete", "steps": 2})
        self.assertEqual(run.num_of_steps, 2)
        self.assertIsNone(run.error)
        self.assertLessEqual(run.started_at, run.finished_at)

    def test_run_of_every_category_of_failure(self):
        for category in ["SYSTEM_FAILURE", "AGENT_FAILURE", "BILLING_FAILURE", "UNKNOWN"]:
            with self.subTest(category):
                run = self.connect().agent.run(**scenario(f"fail?steps=0&code=SOME_CODE&category={category}"))
                self.assertEqual(run.status, RunStatus.FAILED)
                self.assertEqual((run.error.category, run.error.code), (category, "SOME_CODE"))

    def test_queue_gives_an_id_that_get_follows_to_the_end(self):
        client = self.connect()
        queued = client.agent.queue(**scenario("complete?steps=1", "follow me"))
        self.assertIsNone(queued.error)
        run = client.runs.get(queued.run_id)
        while run.status in (RunStatus.PENDING, RunStatus.RUNNING):
            run = client.runs.get(queued.run_id)
        self.assertEqual((run.status, run.goal), (RunStatus.COMPLETED, "follow me"))
        self.assertTrue(run.streaming_url.startswith(about()["viewer"]))

    def test_stream_gives_every_event_in_order_and_calls_back(self):
        called = []
        record = lambda event: called.append(event.type)
        names = ["started", "streaming_url", "progress", "heartbeat", "complete"]
        callbacks = {f"on_{name}": record for name in names}
        with self.connect().agent.stream(**scenario("complete?steps=2&heartbeat=10&delay=40"), **callbacks) as stream:
            events = list(stream)
        self.assertEqual(called, [event.type for event in events])
        self.assertIn(EventType.HEARTBEAT, called)
        told = [name for name in called if name != EventType.HEARTBEAT]
        self.assertEqual(told, ["STARTED", "STREAMING_URL", "PROGRESS", "PROGRESS", "COMPLETE"])
        self.assertEqual(events[-1].result_json, {"scenario": "complete", "steps": 2})

    def test_stream_takes_older_names_and_unknown_events(self):
        for address in ["legacy-names?steps=0", "unknown-events?steps=1"]:
            with self.subTest(address), self.connect().agent.stream(**scenario(address)) as stream:
                events = list(stream)
                self.assertEqual(events[0].type, EventType.STARTED)
                self.assertEqual(events[-1].status, RunStatus.COMPLETED)

    def test_parameters_only_this_sdk_has(self):
        client = self.connect()
        limited = client.agent.run(**scenario("complete?steps=9"), agent_config=AgentConfig(max_steps=1))
        self.assertEqual(limited.error.code, "MAX_STEPS_EXCEEDED")
        queued = client.agent.queue(
            **scenario("complete"),
            capture_config=CaptureConfig(html=True),
            proxy_config=ProxyConfig(enabled=True, country_code="DE"),
            webhook_url="https://example.com/hook",
            use_profile=True,
            profile_id="prof_1",
        )
        run = client.runs.get(queued.run_id)
        self.assertEqual(run.browser_config.proxy_country_code, "DE")

    def test_a_run_in_the_real_browser(self):
        shop = about()
        if not shop["browser"]:
            self.skipTest("the emulator runs without a browser")
        run = self.connect().agent.run(url=shop["shop"], goal="List the products", use_vault=True)
        self.assertEqual(run.status, RunStatus.COMPLETED, run.error)
        self.assertEqual(len(run.result["products"]), 18)
        self.assertEqual(run.result["account"]["member"], "Robin Sample")


class Runs(Case):
    def test_list_pages_filters_and_sorts(self):
        client = self.connect()
        for number in range(5):
            client.agent.run(**scenario("fail?steps=0" if number == 4 else "complete?steps=0", f"Run {number}"))
        goals, cursor = [], None
        while True:
            page = client.runs.list(limit=2, sort_direction="asc", cursor=cursor)
            self.assertEqual(page.pagination.total, 5)
            goals += [run.goal for run in page.data]
            cursor = page.pagination.next_cursor
            self.assertEqual(page.pagination.has_more, cursor is not None)
            if cursor is None:
                break
        self.assertEqual(goals, [f"Run {number}" for number in range(5)])
        failed = client.runs.list(status=RunStatus.FAILED)
        self.assertEqual([run.goal for run in failed.data], ["Run 4"])
        self.assertEqual(client.runs.list(goal="run 2").pagination.total, 1)


class Errors(Case):
    def test_they_come_as_the_sdks_own_classes_with_their_code(self):
        client = self.connect(max_retries=0)
        cases = [
            (AuthenticationError, "INVALID_API_KEY", lambda: self.connect("not-a-key").runs.list()),
            (NotFoundError, "NOT_FOUND", lambda: client.runs.get("nobody")),
            (BadRequestError, "INVALID_INPUT", lambda: client.agent.queue(url="no-scheme", goal="x")),
            (
                RateLimitError,
                "RATE_LIMIT_EXCEEDED",
                lambda: client.agent.queue(**scenario(f"rate-limited?once={uuid.uuid4()}")),
            ),
        ]
        for kind, code, call in cases:
            with self.subTest(code), self.assertRaises(kind) as caught:
                call()
            self.assertEqual(caught.exception.code, code)


class Asynchronous(unittest.IsolatedAsyncioTestCase):
    async def test_run_and_stream(self):
        async with AsyncTinyFish(api_key=new_key(), base_url=EMULATOR) as client:
            run = await client.agent.run(**scenario("complete?steps=0"))
            self.assertEqual(run.status, RunStatus.COMPLETED)
            async with client.agent.stream(**scenario("complete?steps=1")) as stream:
                types = [event.type async for event in stream]
        self.assertEqual(types, ["STARTED", "STREAMING_URL", "PROGRESS", "COMPLETE"])


if __name__ == "__main__":
    unittest.main()
