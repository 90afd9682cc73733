//! Cancelling a run.

use std::rc::Rc;

use js_sys::Uint8Array;

use super::call::Call;
use super::endpoint::Endpoint;
use super::reply::whole;
use super::trouble::Trouble;
use crate::core::failure::{Code, Failure};
use crate::core::wire::{Run, Status};

/// Cancels a run on the server; a refusal is told apart from other failures.
pub async fn cancel_run(endpoint: &Rc<Endpoint>, run_id: &str) -> Result<Vec<u8>, Trouble> {
    let refused = |trouble: Trouble| {
        trouble.map(|mut failure| {
            if matches!(failure.status, Some(400 | 403 | 409 | 422)) {
                failure.message.insert_str(
                    0,
                    "This run cannot be cancelled: only runs made by queue, stream or batch can, \
                     not synchronous ones nor those of another account. ",
                );
                failure.code = Code::NotCancellable;
                failure.retryable = false;
            }
            failure
        })
    };
    let answer = endpoint.send(&Call::cancel_run(run_id), None, whole).await;
    let body = Uint8Array::new(&answer.map_err(refused)?).to_vec();
    // What only looks like success must not pass for one: the run would go on and bill.
    match Run::read(&body).and_then(|run| run.status()) {
        Some(status) if status != Status::Other => Ok(body),
        _ => Err(Failure::new(
            Code::BadResponse,
            "The answer is not that of a cancel, so the run may go on: check that baseURL leads to the API or to a relay.",
        )
        .of_run(Some(run_id))
        .into()),
    }
}
