//! The hand-written part of the package, and its tarball.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, bail};

use crate::process;
use crate::project::{Project, VERSION};

/// Files of the root that ship as they are, once they exist.
const DOCUMENTS: &[&str] = &["README.md", "CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT"];

/// Where the version goes in `pkg.json.template`: `Cargo.toml` is the only place that states it.
const VERSION_MARK: &str = "{{version}}";

/// Puts everything beside the WebAssembly that the package holds into `pkg`.
pub fn fill(project: &Project, pkg: &Path) -> Result<()> {
    copy_all(&project.root.join("npm"), pkg, "js")?;
    copy_all(&project.root.join("npm/relay"), &pkg.join("relay"), "js")?;
    copy_all(&project.root.join("src/types"), pkg, "ts")?;
    // The README links to the guides, and shows the picture.
    copy_all(&project.root.join("docs"), &pkg.join("docs"), "md")?;
    copy_all(&project.root.join("docs"), &pkg.join("docs"), "svg")?;
    for document in DOCUMENTS
        .iter()
        .map(|name| project.root.join(name))
        .filter(|path| path.exists())
    {
        copy(&document, pkg)?;
    }
    inline(project)?;
    let template = fs::read_to_string(project.root.join("pkg.json.template"))
        .context("pkg.json.template cannot be read")?;
    fs::write(pkg.join("package.json"), manifest(&template)?)
        .context("package.json cannot be written")
}

fn manifest(template: &str) -> Result<String> {
    if !template.contains(VERSION_MARK) {
        bail!("pkg.json.template has no {VERSION_MARK}");
    }
    Ok(template.replace(VERSION_MARK, VERSION))
}

fn copy_all(from: &Path, to: &Path, extension: &str) -> Result<()> {
    if !from.exists() {
        return Ok(());
    }
    fs::create_dir_all(to).with_context(|| format!("{} cannot be made", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("{} cannot be read", from.display()))? {
        let path = entry?.path();
        if path.extension() == Some(OsStr::new(extension)) {
            copy(&path, to)?;
        }
    }
    Ok(())
}

fn copy(file: &Path, directory: &Path) -> Result<()> {
    let name = file.file_name().context("a file without a name")?;
    fs::copy(file, directory.join(name))
        .with_context(|| format!("{} cannot be copied", file.display()))?;
    Ok(())
}

/// The entry that carries the WebAssembly inside the JavaScript.
fn inline(project: &Project) -> Result<()> {
    let mut node = project.node("xtask/js/inline.mjs");
    node.arg("pkg");
    process::run(node)
}

/// `npm pack` leaves out times and owners, so equal contents give an equal tarball.
pub fn pack(project: &Project, pkg: &Path) -> Result<()> {
    let directory = directory(project);
    fs::create_dir_all(&directory).context("the directory of the tarball cannot be made")?;
    let mut npm = project.command("npm");
    npm.args(["pack", "--silent", "--ignore-scripts", "--pack-destination"])
        .arg(&directory)
        .current_dir(pkg);
    npm.stdout(Stdio::null());
    process::run(npm)
}

/// Where the tarball is after a build.
pub fn tarball(project: &Project) -> PathBuf {
    directory(project).join(format!("tinyfish-web-{VERSION}.tgz"))
}

fn directory(project: &Project) -> PathBuf {
    project.target.join("package")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_comes_from_cargo() {
        let manifest = manifest(r#"{ "version": "{{version}}" }"#).unwrap();
        assert_eq!(manifest, format!(r#"{{ "version": "{VERSION}" }}"#));
    }

    #[test]
    fn a_template_that_states_a_version_itself_is_refused() {
        assert!(manifest(r#"{ "version": "1.0.0" }"#).is_err());
    }
}
