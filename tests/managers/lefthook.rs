//! lefthook writes its own scripts, and puts them back whenever they differ.

use crate::place::script;
use crate::programs::{place, run};
use crate::rounds::{commits, near};

const OTHERS: &str = "pre-commit:\n  commands:\n    lint:\n      run: 'true'\n";
const OURS: &str = "    plan-log:\n      run: plan hook run pre-commit\n";

#[test]
fn its_command_calls_ours() {
    for ours_first in [false, true] {
        let s = place();
        if ours_first {
            s.plan(&["hook", "install"]).ok();
        }
        s.write("lefthook.yml", OTHERS);
        run(&s, "lefthook", &["install"]).ok();
        let hook = s.read(".git/hooks/pre-commit");
        assert!(hook.contains("lefthook"));
        let install = s.plan(&["hook", "install"]).fails(2);
        assert!(
            install.stderr.contains("lefthook.yml"),
            "{}",
            install.screen()
        );
        assert_eq!(s.read(".git/hooks/pre-commit"), hook);
        assert_eq!(s.read("lefthook.yml"), OTHERS);
        s.plan(&["hook", "doctor"]).fails(1);
        s.write("lefthook.yml", OTHERS.to_owned() + OURS);
        s.commit("lefthook");
        let doctor = s.plan(&["hook", "doctor"]);
        assert!(
            doctor
                .stdout
                .contains("note  pre-commit   what lefthook runs mentions it"),
            "{}",
            doctor.screen()
        );
        let told = format!("lefthook, ours first: {ours_first}");
        commits(&s, &told);
        near(&s, &told);
    }
}

/// A hook that lefthook finds, it moves aside and runs no more. The doctor sees it.
#[test]
fn what_it_moves_aside_is_missed() {
    let s = place();
    s.plan(&["hook", "install"]).ok();
    s.write("lefthook.yml", OTHERS);
    run(&s, "lefthook", &["install"]).ok();
    script(&s, "other.sh", "#!/bin/sh\n");
    let doctor = s.plan(&["hook", "doctor"]).fails(1);
    assert!(
        doctor
            .stdout
            .contains("lefthook keeps the hooks and does not call plan"),
        "{}",
        doctor.screen()
    );
}
