//! A run's own tab: in a browser context of its own, filmed for live viewers, gone with the run.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chromiumoxide::Page;
use chromiumoxide::cdp::browser_protocol::browser::BrowserContextId;
use chromiumoxide::cdp::browser_protocol::page::{
    EventJavascriptDialogOpening, EventScreencastFrame, HandleJavaScriptDialogParams,
    ScreencastFrameAckParams, StartScreencastFormat, StartScreencastParams,
};
use chromiumoxide::cdp::browser_protocol::target::{
    CloseTargetParams, CreateBrowserContextParams, CreateTargetParams, EventTargetCrashed,
    EventTargetDestroyed,
};
use chromiumoxide::error::CdpError;
use futures::{Stream, StreamExt};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::chromium::Chromium;
use crate::runs::Run;

/// Pause before a frame is acknowledged, which bounds the frames a second.
const FRAME_PAUSE: Duration = Duration::from_millis(60);

pub(crate) struct Tab {
    pub page: Page,
    chromium: Arc<Chromium>,
    context: BrowserContextId,
    lost: watch::Receiver<bool>,
    tasks: [JoinHandle<()>; 3],
}

impl Tab {
    pub(crate) async fn open(chromium: &Arc<Chromium>, run: &Arc<Run>) -> Result<Self, CdpError> {
        let context = chromium
            .cdp
            .create_browser_context(CreateBrowserContextParams::default())
            .await?;
        let params = CreateTargetParams {
            browser_context_id: Some(context.clone()),
            ..CreateTargetParams::new("about:blank")
        };
        let page = chromium.cdp.new_page(params).await?;
        let (tell, lost) = watch::channel(false);
        let film = film(page.clone(), Arc::clone(run), start_film(&page).await?);
        let guard = guard(page.clone(), chromium, tell).await?;
        let dialogs = page
            .event_listener::<EventJavascriptDialogOpening>()
            .await?;
        let dismiss = dismiss(page.clone(), dialogs);
        let tasks = [
            tokio::spawn(film),
            tokio::spawn(guard),
            tokio::spawn(dismiss),
        ];
        Ok(Self {
            page,
            chromium: Arc::clone(chromium),
            context,
            lost,
            tasks,
        })
    }

    /// Resolves when the tab, or the whole browser, has gone.
    pub(crate) async fn lost(&self) {
        let _ = self.lost.clone().wait_for(|lost| *lost).await;
    }

    /// Closes the tab under the run's feet.
    pub(crate) async fn kill(&self) {
        let close = CloseTargetParams::new(self.page.target_id().clone());
        let _ = self.chromium.cdp.execute(close).await;
    }
}

impl Drop for Tab {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
        let chromium = Arc::clone(&self.chromium);
        let context = self.context.clone();
        // Disposing of the context closes the tab and forgets its cookies.
        tokio::spawn(async move { chromium.cdp.dispose_browser_context(context).await });
    }
}

async fn start_film(
    page: &Page,
) -> Result<impl Stream<Item = Arc<EventScreencastFrame>> + use<>, CdpError> {
    let frames = page.event_listener::<EventScreencastFrame>().await?;
    let params = StartScreencastParams::builder()
        .format(StartScreencastFormat::Jpeg)
        .quality(60)
        .build();
    page.execute(params).await?;
    Ok(frames)
}

/// Hands each new picture of the page to the run's viewers.
async fn film(
    page: Page,
    run: Arc<Run>,
    mut frames: impl Stream<Item = Arc<EventScreencastFrame>> + Unpin,
) {
    while let Some(frame) = frames.next().await {
        if let Ok(jpeg) = STANDARD.decode(&frame.data) {
            run.picture.send_replace(Some(Bytes::from(jpeg)));
        }
        tokio::time::sleep(FRAME_PAUSE).await;
        let _ = page
            .execute(ScreencastFrameAckParams::new(frame.session_id))
            .await;
    }
}

/// Answers `alert` and its kin with no: a page waits for them, and so would the script.
async fn dismiss(
    page: Page,
    mut dialogs: impl Stream<Item = Arc<EventJavascriptDialogOpening>> + Unpin,
) {
    while dialogs.next().await.is_some() {
        let _ = page.execute(HandleJavaScriptDialogParams::new(false)).await;
    }
}

/// Notices that the tab crashed or was closed, or that the browser ended.
async fn guard(
    page: Page,
    chromium: &Arc<Chromium>,
    tell: watch::Sender<bool>,
) -> Result<impl Future<Output = ()> + use<>, CdpError> {
    let destroyed = chromium
        .cdp
        .event_listener::<EventTargetDestroyed>()
        .await?;
    let crashed = chromium.cdp.event_listener::<EventTargetCrashed>().await?;
    let destroyed = destroyed.map(|event| event.target_id.clone()).boxed();
    let crashed = crashed.map(|event| event.target_id.clone()).boxed();
    let chromium = Arc::clone(chromium);
    Ok(async move {
        let ended = futures::stream::select(destroyed, crashed);
        let mut ours =
            std::pin::pin!(ended.filter(|id| std::future::ready(id == page.target_id())));
        tokio::select! {
            _ = ours.next() => {}
            () = chromium.gone() => {}
        }
        tell.send_replace(true);
    })
}
