//! husky points git to a directory of its own.

use crate::programs::{place, run};
use crate::rounds::{commits, near};
use crate::sandbox::Sandbox;

fn listing(s: &Sandbox) -> String {
    let mut files: Vec<String> = std::fs::read_dir(s.directory().join(".husky/_"))
        .unwrap()
        .map(|file| file.unwrap().path())
        .map(|path| {
            format!(
                "{} {}",
                path.display(),
                std::fs::read_to_string(&path).unwrap()
            )
        })
        .collect();
    files.sort();
    files.join("\n") + &s.git(&["config", "core.hooksPath"])
}

#[test]
fn its_hook_calls_ours() {
    for ours_first in [false, true] {
        let s = place();
        s.write("package.json", "{ \"name\": \"x\", \"private\": true }\n");
        if ours_first {
            s.plan(&["hook", "install"]).ok();
        }
        run(&s, "husky", &[]).ok();
        let before = listing(&s);
        let install = s.plan(&["hook", "install"]).fails(2);
        assert!(
            install
                .stderr
                .contains("add the line `plan hook run pre-commit` to .husky/pre-commit"),
            "{}",
            install.screen()
        );
        assert_eq!(listing(&s), before, "something of husky's was changed");
        s.plan(&["hook", "doctor"]).fails(1);
        s.write(".husky/pre-commit", "plan hook run pre-commit\n");
        s.commit("husky");
        let doctor = s.plan(&["hook", "doctor"]);
        assert!(
            doctor
                .stdout
                .contains("note  pre-commit   what husky runs mentions it"),
            "{}",
            doctor.screen()
        );
        let told = format!("husky, ours first: {ours_first}");
        commits(&s, &told);
        near(&s, &told);
    }
}
