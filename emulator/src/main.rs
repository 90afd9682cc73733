//! The emulator as a program: reads the flags, serves until it is told to stop, leaves no browser behind.

use std::io::Write;
use std::process::ExitCode;

use emulator::Config;
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main]
async fn main() -> ExitCode {
    let config = match Config::from_args(std::env::args_os().skip(1)) {
        Ok(config) => config,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    match run(config).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("emulator: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(config: Config) -> std::io::Result<()> {
    let exit_with_stdin = config.exit_with_stdin;
    // Before the line is out: whoever reads it may send a signal at once.
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let running = emulator::start(config).await?;
    println!("emulator listening on {}", running.api());
    std::io::stdout().flush()?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        () = stdin_end(), if exit_with_stdin => {}
    }
    running.shutdown().await;
    Ok(())
}

async fn stdin_end() {
    let (tell, told) = tokio::sync::oneshot::channel();
    // A thread of its own, which the end of the program does not wait for: Tokio's would hold up an end
    // by signal until the input ends too.
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        let _ = tell.send(());
    });
    let _ = told.await;
}
