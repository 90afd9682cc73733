//! `client.runs.list`: one page when awaited, every run when iterated.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::ask::ask;
use super::js::step;
use super::options::Options;
use super::promise::promise;
use crate::core::failure::{Code, Failure};
use crate::core::text::decimal;
use crate::net::{Call, Endpoint, add_query, get, get_string};

/// The filters of `GET /v1/runs` (wire reference 5.5), in the wire's names.
const TEXTS: &[&str] = &["status", "goal", "created_after", "created_before"];

/// The path with all filters but the cursor, and where the list begins.
#[derive(Default)]
struct Filters {
    path: String,
    cursor: Option<String>,
}

impl Filters {
    fn read(params: &JsValue) -> Result<Self, Failure> {
        let options = Options::of(params)?;
        let mut path = "/v1/runs".to_owned();
        for name in TEXTS {
            add_query(&mut path, name, options.text(name)?.as_deref());
        }
        let directions = ["asc", "desc"];
        let direction = options.choice("sort_direction", &directions)?;
        let direction = direction.and_then(|place| directions.get(place).copied());
        add_query(&mut path, "sort_direction", direction);
        if let Some(limit) = options.number("limit")? {
            if !(1.0..=100.0).contains(&limit) {
                return Err(Failure::must_be("limit", "from 1 to 100"));
            }
            add_query(&mut path, "limit", Some(&decimal(limit as usize)));
        }
        Ok(Self {
            path,
            cursor: options.text("cursor")?,
        })
    }

    /// Asks for the page at a cursor.
    fn ask(&self, endpoint: &Rc<Endpoint>, options: &JsValue, cursor: Option<&str>) -> Promise {
        let mut call = Call::get(self.path.as_str());
        add_query(&mut call.path, "cursor", cursor);
        ask(endpoint, Ok(call), options)
    }
}

/// A list that has not been asked for yet: `await` gives its first page, `for await` every run.
#[wasm_bindgen(skip_typescript)]
pub struct RunList(Rc<List>);

struct List {
    endpoint: Rc<Endpoint>,
    filters: Filters,
    options: JsValue,
    first: OnceCell<Promise>,
}

impl RunList {
    pub(super) fn new(endpoint: Rc<Endpoint>, params: JsValue, options: JsValue) -> Self {
        // The official SDKs take one object, so the signal is looked for there too.
        let options = if options.is_undefined() {
            params.clone()
        } else {
            options
        };
        // Wrong filters are told where the list is awaited, as by every other call.
        let (filters, first) = match Filters::read(&params) {
            Ok(filters) => (filters, OnceCell::new()),
            Err(failure) => {
                let refused = ask(&endpoint, Err(failure), &options);
                (Filters::default(), OnceCell::from(refused))
            }
        };
        Self(Rc::new(List {
            endpoint,
            filters,
            options,
            first,
        }))
    }
}

impl List {
    /// The page at a cursor.
    fn ask(&self, cursor: Option<&str>) -> Promise {
        self.filters.ask(&self.endpoint, &self.options, cursor)
    }

    /// The first page, asked for once.
    fn page(&self) -> Promise {
        let ask = || self.ask(self.filters.cursor.as_deref());
        self.first.get_or_init(ask).clone()
    }
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = Promise)]
    type Chained;
    #[wasm_bindgen(method, js_name = then)]
    fn chain(this: &Chained, resolve: &JsValue, reject: &JsValue) -> Promise;
}

#[wasm_bindgen]
impl RunList {
    /// Makes the list awaitable: `{data, pagination}`. The rest of a promise is added where the package is loaded.
    pub fn then(&self, resolve: JsValue, reject: JsValue) -> Promise {
        self.0
            .page()
            .unchecked_ref::<Chained>()
            .chain(&resolve, &reject)
    }

    /// Every run, page after page; one page is held at a time.
    #[wasm_bindgen(js_name = "[Symbol.asyncIterator]")]
    pub fn pages(&self) -> RunPages {
        RunPages(Rc::new(Pages {
            list: self.0.clone(),
            last: RefCell::default(),
            left: Cell::new(false),
            held: RefCell::new(Held {
                runs: Array::new(),
                next: 0,
                more: More::First,
            }),
        }))
    }
}

struct Pages {
    list: Rc<List>,
    /// The answer to the last `next`.
    last: RefCell<Option<Promise>>,
    /// The loop was left, perhaps while a page is on its way.
    left: Cell<bool>,
    held: RefCell<Held>,
}

struct Held {
    runs: Array,
    next: u32,
    more: More,
}

/// Where the runs go on.
enum More {
    /// The first page, which an `await` on the list shares.
    First,
    /// The page at this cursor. It is asked for when it is needed, not before.
    Cursor(String),
    Nothing,
}

impl Pages {
    fn take(&self) -> Option<JsValue> {
        let mut held = self.held.borrow_mut();
        if held.next >= held.runs.length() {
            return None;
        }
        held.next += 1;
        Some(held.runs.get(held.next - 1))
    }

    /// Fetches the next page; `false` when there is none.
    async fn turn(&self) -> Result<bool, JsValue> {
        let more = std::mem::replace(&mut self.held.borrow_mut().more, More::Nothing);
        let (asked, promise) = match more {
            _ if self.left.get() => return Ok(false),
            More::First => (self.list.filters.cursor.clone(), self.list.page()),
            More::Cursor(cursor) => {
                let promise = self.list.ask(Some(&cursor));
                (Some(cursor), promise)
            }
            More::Nothing => return Ok(false),
        };
        let page = JsFuture::from(promise).await?;
        if self.left.get() {
            return Ok(false);
        }
        let Ok(runs) = get(&page, "data").dyn_into() else {
            return Err(bad(
                "The answer is not a list of runs: check that baseURL leads to the API or to a relay.",
            ));
        };
        let pagination = get(&page, "pagination");
        let cursor = get_string(&pagination, "next_cursor")
            .filter(|cursor| !cursor.is_empty() && get(&pagination, "has_more") != false);
        // It would go on for ever.
        if cursor.is_some() && cursor == asked {
            return Err(bad(
                "The pages of the list repeat: check that what baseURL leads to passes the cursor on.",
            ));
        }
        *self.held.borrow_mut() = Held {
            runs,
            next: 0,
            more: cursor.map_or(More::Nothing, More::Cursor),
        };
        Ok(true)
    }
}

fn bad(message: &str) -> JsValue {
    Failure::new(Code::BadResponse, message).into()
}

/// The iterator over all pages of a list.
#[wasm_bindgen(skip_typescript)]
pub struct RunPages(Rc<Pages>);

#[wasm_bindgen]
impl RunPages {
    /// The next run. Calls that do not wait for each other are answered in turn.
    pub fn next(&self) -> Promise {
        let pages = self.0.clone();
        let before = self.0.last.take();
        let next = promise(async move {
            if let Some(before) = before {
                // How that one ended is its caller's to hear.
                let _ = JsFuture::from(before).await;
            }
            loop {
                if let Some(run) = pages.take() {
                    return Ok::<_, JsValue>(step(&run, false));
                }
                if !pages.turn().await? {
                    return Ok(step(&JsValue::UNDEFINED, true));
                }
            }
        });
        self.0.last.replace(Some(next.clone()));
        next
    }

    /// Leaves the loop.
    #[wasm_bindgen(js_name = "return")]
    pub fn leave(&self, value: JsValue) -> Promise {
        self.0.left.set(true);
        self.0.held.borrow_mut().runs = Array::new();
        Promise::resolve(&step(&value, true))
    }
}
