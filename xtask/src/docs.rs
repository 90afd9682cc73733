//! `cargo xtask docs`: the reference, made from the declarations and the guides.

use std::process::ExitCode;

use anyhow::Result;

use crate::process;
use crate::project::{Project, VERSION};
use crate::setup::{self, Need};

/// What making the reference needs.
pub const NEEDS: &[Need] = &[Need::Node];

/// Fails if an exported name is not documented or a link leads nowhere: TypeDoc's warnings are errors here.
pub fn run(project: &Project) -> Result<ExitCode> {
    setup::ensure(project, NEEDS)?;
    let pages = project.target.join("docs");
    let mut typedoc = project.node("node_modules/typedoc/bin/typedoc");
    typedoc.args(["--options", "src/types/typedoc.json", "--out"]);
    typedoc.arg(&pages);
    typedoc.args(["--name", &format!("tinyfish-web {VERSION}")]);
    process::run(typedoc)?;
    println!("[docs] {}", pages.join("index.html").display());
    Ok(ExitCode::SUCCESS)
}
