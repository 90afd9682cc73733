//! The sample shop: an ordinary small web site on an origin of its own, the same at every start.

mod catalogue;
mod pages;
mod routes;
mod template;

pub(crate) use routes::router;
use uuid::Uuid;

const MEMBER: &str = "robin@harbour.example";

/// The shop's secrets, new at every start: the member's password and the session it opens.
pub(crate) struct Shop {
    password: String,
    session: String,
}

impl Shop {
    pub(crate) fn new() -> Self {
        let secret = || Uuid::new_v4().simple().to_string();
        Self {
            password: secret(),
            session: secret(),
        }
    }

    pub(crate) fn member_email(&self) -> &str {
        MEMBER
    }

    /// For the agent's vault alone.
    pub(crate) fn member_password(&self) -> &str {
        &self.password
    }

    fn admits(&self, email: &str, password: &str) -> bool {
        email == MEMBER && password == self.password
    }
}
