//! What stands below the options in every help text: examples, and where to report. Data only.

macro_rules! after {
    ($($example:literal)+) => {
        concat!(
            "Examples:\n",
            $("  ", $example, "\n",)+
            "\nReport problems to the place you got plan from, with the output of `plan --version`."
        )
    };
}

/// `plan`, short.
pub(super) const ROOT: &str = after! {
    "plan init"
    "plan new \"Metrics cache\""
    "plan history"
};

/// `plan`, long.
pub(super) const ROOT_LONG: &str = concat!(
    "Environment:\n",
    "  PLAN_PAGER       the pager, before GIT_PAGER, core.pager and PAGER\n",
    "  PLAN_ACCESSIBLE  1: no tables and no progress line, for screen readers\n",
    "  PLAN_NOW         the present time, for tests and reproducible output\n",
    "  PLAN_HOOK        0: the commit hook does nothing\n",
    "  PLAN_CACHE       0: as --no-cache\n",
    "  NO_COLOR, CLICOLOR_FORCE, TERM, COLUMNS, GIT_DIR and the like as usual\n\n",
    "Exit codes:\n",
    "  0  fine\n",
    "  1  findings, such as a missing log entry with `plan log --check`, or changes with `plan diff --exit-code`\n",
    "  2  wrong usage, or the work could not be done\n\n",
    after! {
        "plan init"
        "plan new \"Metrics cache\""
        "plan history"
    }
);

/// `plan init`
pub(super) const INIT: &str = after! {
    "plan init"
    "plan --paths 'docs/plans/*.md' init"
};

/// `plan new`
pub(super) const NEW: &str = after! {
    "plan new \"Metrics cache\""
    "plan new \"Metrics cache\" --from plan/discussion/metrics.md"
};

/// `plan list`
pub(super) const LIST: &str = after! {
    "plan list"
    "plan list --status \"In Progress\" --sort progress"
    "plan list --json"
};

/// `plan show`
pub(super) const SHOW: &str = after! {
    "plan show metrics-cache"
    "plan show metrics-cache --at 2026-03-01"
    "plan show metrics-cache --at v1.2 --json"
};

/// `plan status`
pub(super) const STATUS: &str = after! {
    "plan status metrics-cache"
    "plan status metrics-cache Ready --reason \"reviewed by two\""
};

/// `plan tick`
pub(super) const TICK: &str = after! {
    "plan tick metrics-cache 1.2"
    "plan tick metrics-cache 2.1 2.v1 \"load test\""
};

/// `plan untick`
pub(super) const UNTICK: &str = after! {
    "plan untick metrics-cache 1.2"
    "plan untick metrics-cache 1.2 --dry-run"
};

/// `plan add`
pub(super) const ADD: &str = after! {
    "plan add metrics-cache task \"Write the store\" --phase 1 --acceptance \"keys expire\""
    "plan add metrics-cache phase Rollout --goal \"every region has it\""
    "plan add metrics-cache check \"the load test passes\" --phase 2"
    "plan add metrics-cache risk \"Load\" --mitigation \"a limit per client\""
};

/// `plan note`
pub(super) const NOTE: &str = after! {
    "plan note metrics-cache \"Scope cut: no warm start\""
    "plan note metrics-cache --reason \"the load test asked for it\""
};

/// `plan apply`
pub(super) const APPLY: &str = after! {
    "plan apply metrics-cache changed.json"
    "plan apply metrics-cache - --dry-run"
};

/// `plan schema`
pub(super) const SCHEMA: &str = after! {
    "plan schema"
    "plan schema plan"
};

/// `plan history`
pub(super) const HISTORY: &str = after! {
    "plan history"
    "plan history metrics-cache --since \"2 weeks ago\""
    "plan history --status Completed --json"
    "plan history metrics-cache --explain"
    "plan history --first-parent --jsonl"
};

/// `plan diff`
pub(super) const DIFF: &str = after! {
    "plan diff"
    "plan diff --cached metrics-cache"
    "plan diff main...HEAD --markdown"
    "plan diff \"2 weeks ago\" --exit-code"
    "plan diff v1.2..v1.3 -- metrics-cache"
    "plan diff --no-index old.md new.md"
};

/// `plan log`
pub(super) const LOG: &str = after! {
    "plan log metrics-cache"
    "plan log --check --base origin/main"
    "plan log --fix --dry-run"
    "plan log --accept 3f2a1b0"
};

/// `plan commit`
pub(super) const COMMIT: &str = after! {
    "plan commit -m \"Ready, since the review asked for nothing more\""
    "plan commit -a --amend --no-edit"
    "plan commit --reason \"the load test\" -p"
};

/// `plan cache`
pub(super) const CACHE: &str = after! {
    "plan cache"
    "plan cache clear"
    "git config plan.cache false"
};

/// `plan cache clear`
pub(super) const CACHE_CLEAR: &str = after! {
    "plan cache clear"
};

/// `plan hook`
pub(super) const HOOK: &str = after! {
    "plan hook install"
    "plan hook doctor"
    "plan hook uninstall"
};

/// `plan hook install`
pub(super) const HOOK_INSTALL: &str = after! {
    "plan hook install"
    "plan hook install --absolute"
    "plan hook install --trailer --shared"
};

/// `plan hook uninstall`
pub(super) const HOOK_UNINSTALL: &str = after! {
    "plan hook uninstall"
};

/// `plan hook doctor`
pub(super) const HOOK_DOCTOR: &str = after! {
    "plan hook doctor"
    "plan hook doctor --json"
};

/// `plan merge-driver`
pub(super) const MERGE_DRIVER: &str = after! {
    "plan merge-driver base.md ours.md theirs.md"
    "plan merge-driver base.md ours.md theirs.md 7 plan/implementation/cache.md base HEAD side"
};

/// `plan textconv`
pub(super) const TEXTCONV: &str = after! {
    "plan textconv plan/implementation/cache.md"
};

/// `plan hook run`
pub(super) const HOOK_RUN: &str = after! {
    "plan hook run pre-commit"
};
