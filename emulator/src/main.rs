//! The emulator as a program: reads the flags, serves until it is told to stop, leaves no browser behind.

use std::io::Write;
use std::process::ExitCode;

use emulator::Config;
use tokio::io::AsyncReadExt;
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main]
async fn main() -> ExitCode {
    let flags = match Config::from_args(std::env::args_os().skip(1)) {
        Ok(flags) => flags,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    let exit_with_stdin = flags.exit_with_stdin;
    let running = match emulator::start(flags).await {
        Ok(running) => running,
        Err(error) => {
            eprintln!("emulator: cannot listen: {error}");
            return ExitCode::FAILURE;
        }
    };
    // The one line others wait for: from here on connections are accepted.
    println!("emulator listening on {}", running.api());
    let _ = std::io::stdout().flush();

    if let Err(error) = told_to_stop(exit_with_stdin).await {
        eprintln!("emulator: cannot wait for signals: {error}");
    }
    running.shutdown().await;
    ExitCode::SUCCESS
}

/// Resolves on SIGTERM, on SIGINT and, if asked, when standard input ends.
async fn told_to_stop(exit_with_stdin: bool) -> std::io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        () = stdin_end(), if exit_with_stdin => {}
    }
    Ok(())
}

async fn stdin_end() {
    let mut input = tokio::io::stdin();
    let mut ignored = [0; 1024];
    while matches!(input.read(&mut ignored).await, Ok(n) if n > 0) {}
}
