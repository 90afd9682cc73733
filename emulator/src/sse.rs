//! Sends a run's events as an event stream, in the documented form or bent by a scenario.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep};

use crate::runs::{Event, Kind, Run};
use crate::scenarios::{CutHow, Framing, Moment, Wire};
use crate::sockets::Connection;

/// The stream of a run: `text/event-stream`, ends after `COMPLETE`.
pub(crate) fn respond(run: Arc<Run>, connection: Connection) -> Response {
    let (chunks, received) = mpsc::channel(4);
    let wire = run
        .plan
        .as_ref()
        .map(|plan| plan.wire.clone())
        .unwrap_or_default();
    tokio::spawn(async move {
        let mut sender = Sender {
            run,
            wire,
            connection,
            chunks,
            progress_sent: 0,
            held: Vec::new(),
        };
        sender.send_all().await;
    });
    let body = futures::stream::unfold(received, |mut received| async move {
        received.recv().await.map(|chunk| (chunk, received))
    });
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-cache, no-transform"),
    ];
    (headers, Body::from_stream(body)).into_response()
}

/// The client has left, or the scenario has ended the stream.
struct Over;

struct Sender {
    run: Arc<Run>,
    wire: Wire,
    connection: Connection,
    chunks: mpsc::Sender<io::Result<Bytes>>,
    progress_sent: u32,
    /// What a buffering proxy would keep until the end.
    held: Vec<u8>,
}

impl Sender {
    async fn send_all(&mut self) {
        let _ = self.follow().await;
    }

    async fn follow(&mut self) -> Result<(), Over> {
        let run = Arc::clone(&self.run);
        let mut changes = run.watch();
        let mut position = 0;
        self.at(Moment::Opening).await?;
        if self.wire.framing.bom {
            self.write("\u{feff}".into()).await?;
        }
        let mut last_sent = Instant::now();
        loop {
            for event in run.events_from(position) {
                position += 1;
                self.send(&event).await?;
                last_sent = Instant::now();
                if event.kind == Kind::Complete {
                    return self.finish().await;
                }
            }
            tokio::select! {
                _ = changes.changed() => {}
                () = self.chunks.closed() => return Err(Over),
                () = sleep_until(last_sent, self.wire.heartbeat) => {
                    self.send(&Event::heartbeat()).await?;
                    last_sent = Instant::now();
                }
            }
        }
    }

    async fn send(&mut self, event: &Event) -> Result<(), Over> {
        let text = self.wire.framing.encode(event);
        self.write(text.into_bytes()).await?;
        match event.kind {
            Kind::Started => self.at(Moment::AfterProgress(0)).await,
            Kind::Progress => {
                self.progress_sent += 1;
                self.at(Moment::AfterProgress(self.progress_sent)).await
            }
            Kind::Complete | Kind::Other => Ok(()),
        }
    }

    /// Falls silent or cuts the stream, if this is the moment for it.
    async fn at(&mut self, moment: Moment) -> Result<(), Over> {
        if self.wire.silent == Some(moment) {
            self.chunks.closed().await;
            return Err(Over);
        }
        match self.wire.cut {
            Some((when, how)) if when == moment => {
                self.cut(how).await;
                Err(Over)
            }
            _ => Ok(()),
        }
    }

    async fn cut(&self, how: CutHow) {
        if how == CutHow::Reset {
            self.connection.reset_when_closed();
        }
        if how != CutHow::End {
            // An abort discards what is still in the buffers: let what was sent arrive first.
            sleep(Duration::from_millis(40)).await;
            let cut = io::Error::new(io::ErrorKind::ConnectionAborted, "cut by the scenario");
            let _ = self.chunks.send(Err(cut)).await;
        }
    }

    async fn write(&mut self, bytes: Vec<u8>) -> Result<(), Over> {
        if self.wire.held_back {
            self.held.extend_from_slice(&bytes);
            return Ok(());
        }
        match self.wire.slices {
            None => self.push(bytes.into()).await,
            Some((size, gap)) => {
                for slice in bytes.chunks(size) {
                    self.push(Bytes::copy_from_slice(slice)).await?;
                    sleep(gap).await;
                }
                Ok(())
            }
        }
    }

    async fn finish(&mut self) -> Result<(), Over> {
        if self.wire.done_marker {
            self.write(Framing::DONE.into()).await?;
        }
        if !self.held.is_empty() {
            let held = std::mem::take(&mut self.held);
            self.push(held.into()).await?;
        }
        Ok(())
    }

    async fn push(&self, bytes: Bytes) -> Result<(), Over> {
        self.chunks.send(Ok(bytes)).await.map_err(|_| Over)
    }
}

/// Sleeps until the interval since `last` is over; for ever without an interval.
async fn sleep_until(last: Instant, interval: Option<Duration>) {
    match interval {
        Some(interval) => tokio::time::sleep_until(last + interval).await,
        None => std::future::pending().await,
    }
}
