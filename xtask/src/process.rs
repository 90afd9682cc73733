//! Child processes that never outlive this one.
//!
//! Every child leads its own session. Browsers and their drivers move to process groups of their own, so ending a group would
//! leave some behind; a session holds them all.

use std::io::{BufRead, BufReader, PipeReader};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use session::Session;

/// How long a child may take to end after it was asked to.
const GRACE: Duration = Duration::from_secs(5);
const POLL: Duration = Duration::from_millis(20);

static RUNNING: Mutex<Vec<Session>> = Mutex::new(Vec::new());

fn running() -> MutexGuard<'static, Vec<Session>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Ends every child and then this process when it is interrupted, terminated or loses its terminal.
pub fn end_children_on_signals() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM, SIGHUP]) else {
        return;
    };
    thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            let sessions = running();
            sessions.iter().for_each(|session| session.ask());
            let deadline = Instant::now() + GRACE;
            while sessions.iter().any(|session| session.is_alive()) && Instant::now() < deadline {
                thread::sleep(POLL);
            }
            sessions.iter().for_each(|session| session.kill());
            std::process::exit(128 + signal);
        }
    });
}

/// A running child; dropping it ends its whole session.
pub struct Process {
    child: Child,
    session: Session,
}

impl Process {
    /// Starts `command` as the leader of a new session.
    pub fn start(mut command: Command) -> Result<Self> {
        let program = command.get_program().to_string_lossy().into_owned();
        // Held over the start, so that a signal cannot come between a child and its entry in the list.
        let mut sessions = running();
        let child = session::lead(&mut command)
            .spawn()
            .with_context(|| format!("{program} cannot be started"))?;
        let session = Session::of(&child);
        sessions.push(session);
        Ok(Self { child, session })
    }

    /// The child, for its pipes.
    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Waits for the child; `None` if it still ran after `limit`.
    pub fn wait(&mut self, limit: Duration) -> Result<Option<ExitStatus>> {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(Some(status));
            }
            if start.elapsed() > limit {
                return Ok(None);
            }
            thread::sleep(POLL);
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // The leader alone first: a service ends its own browser in good order, which a browser that was hit too would disturb.
        if matches!(self.child.try_wait(), Ok(None)) {
            self.session.ask_leader();
            let _ = self.wait(GRACE);
        }
        self.session.kill();
        let _ = self.child.wait();
        running().retain(|session| *session != self.session);
    }
}

/// Runs `command` to its end with its output shown.
pub fn run(command: Command) -> Result<()> {
    let shown = shown(&command);
    let status = status(command)?;
    if !status.success() {
        bail!("`{shown}` ended with {status}");
    }
    Ok(())
}

/// Runs `command` to its end with its output shown and gives how it ended.
pub fn status(command: Command) -> Result<ExitStatus> {
    Process::start(command)?
        .wait(Duration::MAX)?
        .context("a child without an end")
}

/// The standard output of `command`, if it can be started and succeeds.
pub fn output_of(mut command: Command) -> Option<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What a command that ran to its end or its limit left.
pub struct Finished {
    /// `None`: it was ended because the limit had passed.
    pub status: Option<ExitStatus>,
    /// Standard output and standard error, in the order they were written.
    pub output: String,
}

/// Runs `command` for at most `limit` and collects its output, shown as it comes if `echo` is set.
pub fn capture(mut command: Command, limit: Duration, echo: bool) -> Result<Finished> {
    let (reader, writer) = std::io::pipe()?;
    command
        .stdin(Stdio::null())
        .stdout(writer.try_clone()?)
        .stderr(writer);
    let mut process = Process::start(command)?;
    let reading = collect(reader, echo);
    let status = process.wait(limit)?;
    // What the child left running holds the pipe open: it has to go before the reader can end.
    drop(process);
    let output = reading.join().unwrap_or_default();
    Ok(Finished { status, output })
}

fn collect(reader: PipeReader, echo: bool) -> JoinHandle<String> {
    thread::spawn(move || {
        let mut reader = BufReader::new(reader);
        let (mut line, mut all) = (Vec::new(), String::new());
        while reader
            .read_until(b'\n', &mut line)
            .is_ok_and(|read| read > 0)
        {
            let text = String::from_utf8_lossy(&line);
            if echo {
                print!("{text}");
            }
            all.push_str(&text);
            line.clear();
        }
        all
    })
}

/// A command as a person would type it.
pub fn shown(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program())
        .file_name()
        .unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The few system calls, and the `/proc` walk, behind [`Process`].
mod session {
    use std::fs;
    use std::os::unix::process::CommandExt;
    use std::process::{Child, Command};

    #[derive(Clone, Copy, PartialEq)]
    pub struct Session(libc::pid_t);

    /// Makes the child the leader of a session of its own.
    pub fn lead(command: &mut Command) -> &mut Command {
        // SAFETY: setsid is async-signal-safe and touches no memory of the parent.
        unsafe {
            command.pre_exec(|| {
                if libc::setsid() == -1 {
                    Err(std::io::Error::last_os_error())
                } else {
                    Ok(())
                }
            })
        }
    }

    impl Session {
        pub fn of(child: &Child) -> Self {
            Self(child.id() as libc::pid_t)
        }

        /// Asks the leader to end.
        pub fn ask_leader(self) {
            signal(self.0, libc::SIGTERM);
        }

        /// Asks every member to end.
        pub fn ask(self) {
            self.members()
                .into_iter()
                .for_each(|member| signal(member, libc::SIGTERM));
        }

        /// Ends every member.
        pub fn kill(self) {
            self.members()
                .into_iter()
                .for_each(|member| signal(member, libc::SIGKILL));
        }

        pub fn is_alive(self) -> bool {
            // SAFETY: signal 0 only asks whether the group exists.
            self.members()
                .iter()
                .any(|member| unsafe { libc::kill(*member, 0) } == 0)
        }

        /// The processes of the session; without `/proc` only the leader's process group, written as `kill` takes it.
        fn members(self) -> Vec<libc::pid_t> {
            let Ok(processes) = fs::read_dir("/proc/").map(|entries| entries.flatten()) else {
                return vec![-self.0];
            };
            let ids = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
            ids.filter(|id| session_of(*id) == Some(self.0)).collect()
        }
    }

    fn session_of(process: libc::pid_t) -> Option<libc::pid_t> {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        // proc(5): pid (comm) state ppid pgrp session; comm may hold spaces and brackets, so the last bracket counts.
        let fields = stat.rsplit_once(')')?.1;
        let mut fields = fields.split_whitespace();
        // A zombie has ended already and only waits for its parent.
        (fields.next()? != "Z").then_some(())?;
        fields.nth(2)?.parse().ok()
    }

    fn signal(process: libc::pid_t, signal: libc::c_int) {
        // SAFETY: kill takes plain numbers; a process that is gone makes it fail, which is as good.
        unsafe { libc::kill(process, signal) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn output_and_errors_come_in_order() {
        let finished = capture(
            shell("echo one; echo two >&2; echo three; exit 3"),
            GRACE,
            false,
        )
        .unwrap();
        assert_eq!(finished.output, "one\ntwo\nthree\n");
        assert_eq!(finished.status.and_then(|status| status.code()), Some(3));
    }

    #[test]
    fn a_background_process_does_not_outlive_the_command() {
        let start = Instant::now();
        // The sleeper holds the pipe, so its output only ends with it.
        let finished = capture(shell("sleep 60 & echo started"), GRACE, false).unwrap();
        assert_eq!(finished.output, "started\n");
        assert!(start.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn a_command_is_ended_at_its_limit() {
        let finished = capture(
            shell("echo started; sleep 600"),
            Duration::from_millis(300),
            false,
        )
        .unwrap();
        assert!(finished.status.is_none());
        assert_eq!(finished.output, "started\n");
    }
}
