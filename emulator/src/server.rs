//! Listening: the API, the viewer and the shop, each on its own port and so its own origin.

use std::io;
use std::net::SocketAddr;

use axum::Router;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::config::Config;
use crate::sockets::{Connection, Sockets};
use crate::state::{Addresses, Shared, State};
use crate::{api, shop, viewer};

/// A running emulator. Dropping it leaves it running; [`Running::shutdown`] stops it.
pub struct Running {
    state: State,
    servers: Vec<JoinHandle<()>>,
}

/// Starts an emulator: when this returns, connections are accepted.
///
/// # Errors
/// The address cannot be listened on.
pub async fn start(config: Config) -> io::Result<Running> {
    let api_listener = TcpListener::bind((config.host.as_str(), config.port)).await?;
    let api_address = api_listener.local_addr()?;
    let viewer_listener = bind_near(&config, 1).await?;
    let shop_listener = bind_near(&config, 2).await?;
    let addresses = Addresses {
        api: origin(api_address),
        viewer: origin(viewer_listener.local_addr()?),
        shop: origin(shop_listener.local_addr()?),
    };
    let state = Shared::new(config, addresses);
    let servers = vec![
        serve(api_listener, api::router(state.clone())),
        serve(viewer_listener, viewer::router(state.clone())),
        serve(shop_listener, shop::router(state.clone())),
    ];
    Ok(Running { state, servers })
}

impl Running {
    /// The origin of the API, for example `http://127.0.0.1:4747`.
    #[must_use]
    pub fn api(&self) -> &str {
        &self.state.addresses.api
    }

    /// The origin of the sample shop.
    #[must_use]
    pub fn shop(&self) -> &str {
        &self.state.addresses.shop
    }

    /// Stops accepting connections and closes the browser, if one was started.
    pub async fn shutdown(self) {
        for server in &self.servers {
            server.abort();
        }
        self.state.browser.shutdown().await;
    }
}

/// A port at a fixed distance from the API's if it is free, so that addresses stay the same between
/// starts; any free port otherwise.
async fn bind_near(config: &Config, distance: u16) -> io::Result<TcpListener> {
    let host = config.host.as_str();
    if config.port != 0
        && let Some(port) = config.port.checked_add(distance)
        && let Ok(listener) = TcpListener::bind((host, port)).await
    {
        return Ok(listener);
    }
    TcpListener::bind((host, 0)).await
}

/// An address that a browser on this machine can open.
fn origin(address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        format!("http://127.0.0.1:{}", address.port())
    } else {
        format!("http://{address}")
    }
}

fn serve(listener: TcpListener, router: Router) -> JoinHandle<()> {
    let service = router.into_make_service_with_connect_info::<Connection>();
    tokio::spawn(async move {
        if let Err(error) = axum::serve(Sockets(listener), service).await {
            eprintln!("emulator: a server stopped: {error}");
        }
    })
}
