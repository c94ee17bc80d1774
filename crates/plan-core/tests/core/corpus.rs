//! Real plan files, read where they lie. They are not part of the project, so this runs where they are at hand.

use std::path::PathBuf;

use plan_core::Document;

fn files() -> Vec<(String, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files: Vec<_> = entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let text = String::from_utf8(std::fs::read(&path).ok()?).ok()?;
            (path.extension()? == "md").then(|| (path.display().to_string(), text))
        })
        .collect();
    files.sort();
    files
}

#[test]
fn real_plans_are_read_losslessly_and_every_box_is_one_byte() {
    for (name, text) in files() {
        let document = Document::parse(text.as_str());
        assert_eq!(document.as_str(), text, "{name}");
        let boxes: Vec<_> = document
            .plan()
            .items()
            .into_iter()
            .filter(|item| item.check.is_some())
            .collect();
        for item in &boxes {
            let done = item.check.unwrap().done;
            let ticked = document.with_boxes(std::slice::from_ref(&item.address), !done);
            let ticked = ticked.unwrap_or_else(|error| panic!("{name} {}: {error}", item.address));
            let changed = ticked
                .as_str()
                .bytes()
                .zip(text.bytes())
                .filter(|(a, b)| a != b)
                .count();
            assert_eq!(
                (changed, ticked.as_str().len()),
                (1, text.len()),
                "{name} {}",
                item.address
            );
        }
    }
}
