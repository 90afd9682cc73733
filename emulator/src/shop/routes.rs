//! The shop's addresses and its two cookies.

use axum::Router;
use axum::extract::{Form, Path, Query, State as FromState};
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use super::pages::{self, Visitor};
use super::{Shop, catalogue};
use crate::state::State;

pub(crate) fn router(state: State) -> Router {
    Router::new()
        .route("/", get(list))
        .route("/product/{slug}", get(detail))
        .route("/login", get(login_form).post(login))
        .route("/account", get(account))
        .route("/offer/close", post(close_offer))
        .fallback(not_found)
        .with_state(state)
}

#[derive(Deserialize)]
struct ListQuery {
    page: Option<usize>,
    /// `none`: the offer never shows, so that a strict run gets through.
    offer: Option<String>,
}

async fn list(
    FromState(state): FromState<State>,
    headers: HeaderMap,
    Query(query): Query<ListQuery>,
) -> Response {
    let mut visitor = visitor(&state.shop, &headers);
    let number = query.page.unwrap_or(1);
    if !(1..=pages::page_count()).contains(&number) {
        return not_found(FromState(state), headers).await;
    }
    if query.offer.as_deref() == Some("none") {
        visitor.left_alone = true;
        return (
            [(SET_COOKIE, LEFT_ALONE)],
            Html(pages::list(number, visitor)),
        )
            .into_response();
    }
    Html(pages::list(number, visitor)).into_response()
}

async fn detail(
    FromState(state): FromState<State>,
    headers: HeaderMap,
    Path(slug): Path<String>,
) -> Response {
    match catalogue::find(&slug) {
        Some(product) => {
            Html(pages::detail(product, visitor(&state.shop, &headers))).into_response()
        }
        None => not_found(FromState(state), headers).await,
    }
}

async fn login_form(FromState(state): FromState<State>, headers: HeaderMap) -> Html<String> {
    Html(pages::login(false, visitor(&state.shop, &headers)))
}

#[derive(Deserialize)]
struct Login {
    email: String,
    password: String,
}

async fn login(
    FromState(state): FromState<State>,
    headers: HeaderMap,
    Form(login): Form<Login>,
) -> Response {
    if !state.shop.admits(&login.email, &login.password) {
        let page = Html(pages::login(true, visitor(&state.shop, &headers)));
        return (StatusCode::UNAUTHORIZED, page).into_response();
    }
    let cookie = format!(
        "session={}; Path=/; HttpOnly; SameSite=Lax",
        state.shop.session
    );
    ([(SET_COOKIE, cookie)], Redirect::to("/account")).into_response()
}

async fn account(FromState(state): FromState<State>, headers: HeaderMap) -> Response {
    let visitor = visitor(&state.shop, &headers);
    if visitor.signed_in {
        Html(pages::account(visitor)).into_response()
    } else {
        Redirect::to("/login").into_response()
    }
}

#[derive(Deserialize)]
struct CloseOffer {
    back: String,
}

const LEFT_ALONE: &str = "offer=closed; Path=/; SameSite=Lax";

async fn close_offer(Form(form): Form<CloseOffer>) -> Response {
    // Only back into the shop: anything else would make this an open redirect.
    let back = if form.back.starts_with("/?") {
        form.back
    } else {
        "/".to_owned()
    };
    ([(SET_COOKIE, LEFT_ALONE)], Redirect::to(&back)).into_response()
}

async fn not_found(FromState(state): FromState<State>, headers: HeaderMap) -> Response {
    (
        StatusCode::NOT_FOUND,
        Html(pages::not_found(visitor(&state.shop, &headers))),
    )
        .into_response()
}

fn visitor(shop: &Shop, headers: &HeaderMap) -> Visitor {
    let has = |cookie: &str| {
        let sent = headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok());
        sent.flat_map(|line| line.split("; "))
            .any(|known| known == cookie)
    };
    Visitor {
        signed_in: has(&format!("session={}", shop.session)),
        left_alone: has("offer=closed"),
    }
}
