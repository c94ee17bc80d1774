//! Versions that are read and compared by other threads before they are asked for.
//!
//! What will be asked, and in which order, is said beforehand. Never more than a few answers wait, and never more text than
//! a bound is held: whoever asks slowly makes the others wait. Each blob is read and parsed once, for as long as one of the
//! questions that are at work needs it. An answer is the same whoever found it.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, OnceLock, Weak};
use std::thread::JoinHandle;

use plan_core::change::Told;
use plan_core::template::Vocabulary;

use super::version::{Facts, Loaded, Unread, changes_between, load};
use crate::object::ObjectId;
use crate::repository::Repository;

/// Questions that are at work or answered and not asked yet.
const WAITING: usize = 64;

/// Bytes of text in documents that are held, beyond which no question is put to work but the next one.
const HELD: usize = 8 << 20;

/// Texts that are held for questions to come: the next version needs the last one, and where branches are told in turns, a
/// few more. Parsed, a text is several times as large.
const RECENT: usize = 8;

/// Fewer questions are not worth a thread.
const FEW: usize = 16;

/// Questions that a thread takes at once: versions that follow each other are kept by git as differences to each other, and
/// whoever has read one reads the next for little.
const ROW: usize = 8;

/// What is asked of a version: what it says, and what it changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ask {
    /// The texts before.
    pub before: Vec<ObjectId>,
    pub now: ObjectId,
    /// Whether to say what changed.
    pub compared: bool,
}

/// What was found out.
pub(super) struct Answer {
    pub facts: Result<Facts, Unread>,
    /// Why texts before are not known.
    pub before: Vec<Option<Unread>>,
    /// As they are told: they hold no text of the documents, so many may wait.
    pub changes: Vec<Told>,
}

impl Answer {
    fn of(ask: &Ask, before: &[Loaded], now: &Loaded) -> Self {
        let facts = match now {
            Ok(document) => Ok(Facts::of(document)),
            Err(unread) => Err(*unread),
        };
        let changes = if ask.compared {
            changes_between(before, now)
        } else {
            Vec::new()
        };
        Self {
            facts,
            before: before
                .iter()
                .map(|loaded| loaded.as_ref().err().copied())
                .collect(),
            changes,
        }
    }
}

/// Threads at work, and what they have found.
pub(super) struct Ahead {
    /// Questions that are not at work yet, in the order in which they will be asked.
    later: VecDeque<Ask>,
    /// Those that are, with where the answer comes.
    waiting: VecDeque<(Ask, Receiver<Answer>)>,
    /// None when there are no more questions.
    work: Option<Sender<Task>>,
    threads: Vec<JoinHandle<()>>,
    /// The texts that questions at work need.
    texts: HashMap<ObjectId, Weak<Text>>,
    /// Those of the last questions, which the next ones need too.
    recent: VecDeque<Arc<Text>>,
    counts: Arc<Counts>,
}

#[derive(Default)]
struct Counts {
    read: AtomicUsize,
    held: AtomicUsize,
}

/// One question at work.
struct Task {
    ask: Ask,
    before: Vec<Arc<Text>>,
    now: Arc<Text>,
    answer: SyncSender<Answer>,
}

/// The text of a blob, which the first that needs it reads.
struct Text {
    blob: ObjectId,
    loaded: OnceLock<(Loaded, usize)>,
    counts: Arc<Counts>,
}

impl Text {
    fn load(&self, repository: &Repository, vocabulary: &Vocabulary) -> &Loaded {
        let (loaded, _) = self.loaded.get_or_init(|| {
            let (loaded, bytes) = load(repository, vocabulary, self.blob);
            self.counts.read.fetch_add(1, Ordering::Relaxed);
            self.counts.held.fetch_add(bytes, Ordering::Relaxed);
            (loaded, bytes)
        });
        loaded
    }
}

impl Drop for Text {
    fn drop(&mut self) {
        if let Some((_, bytes)) = self.loaded.get() {
            self.counts.held.fetch_sub(*bytes, Ordering::Relaxed);
        }
    }
}

impl Ahead {
    /// Nobody at work.
    pub fn idle() -> Self {
        Self {
            later: VecDeque::new(),
            waiting: VecDeque::new(),
            work: None,
            threads: Vec::new(),
            texts: HashMap::new(),
            recent: VecDeque::new(),
            counts: Arc::default(),
        }
    }

    /// Puts so many threads to work on what will be asked, in its order. None if that is not worth it.
    pub fn expect(
        &mut self,
        asks: Vec<Ask>,
        threads: usize,
        repository: &Repository,
        vocabulary: &Vocabulary,
    ) {
        self.stop();
        if threads < 2 || asks.len() < FEW {
            return;
        }
        let (work, tasks) = channel::<Task>();
        let tasks = Arc::new(Mutex::new(tasks));
        for _ in 0..threads {
            // One that cannot be opened again, or gets no thread, leaves the work to others.
            let Some(own) = repository.again() else {
                continue;
            };
            let (tasks, vocabulary) = (Arc::clone(&tasks), vocabulary.clone());
            let builder = std::thread::Builder::new().name("plan-versions".to_owned());
            let thread = builder.spawn(move || answer_all(&tasks, &own, &vocabulary));
            self.threads.extend(thread);
        }
        if !self.threads.is_empty() {
            self.later = asks.into();
            self.work = Some(work);
            self.put_to_work();
        }
    }

    /// The answer to a question, if it is the next that was expected. Waits for it if it must.
    pub fn take(&mut self, ask: &Ask) -> Option<Answer> {
        let (expected, _) = self.waiting.front()?;
        if expected != ask {
            return None;
        }
        let (_, answer) = self.waiting.pop_front()?;
        // Nobody answers if a thread has come to grief; then it is found out here.
        let answer = answer.recv().ok();
        self.put_to_work();
        answer
    }

    /// Blobs that were read.
    pub fn read(&self) -> usize {
        self.counts.read.load(Ordering::Relaxed)
    }

    fn put_to_work(&mut self) {
        while let Some(work) = &self.work {
            let held = self.counts.held.load(Ordering::Relaxed);
            let is_enough = self.waiting.len() >= WAITING || held > HELD;
            if is_enough && !self.waiting.is_empty() {
                return;
            }
            let Some(ask) = self.later.pop_front() else {
                self.work = None;
                return;
            };
            let (answer, receiver) = sync_channel(1);
            let (counts, texts) = (&self.counts, &mut self.texts);
            let mut text = |blob: ObjectId| {
                let known = texts.get(&blob).and_then(Weak::upgrade);
                known.unwrap_or_else(|| {
                    let text = Arc::new(Text {
                        blob,
                        loaded: OnceLock::new(),
                        counts: Arc::clone(counts),
                    });
                    texts.insert(blob, Arc::downgrade(&text));
                    text
                })
            };
            let before = ask.before.iter().map(|blob| text(*blob)).collect();
            let now = text(ask.now);
            self.recent.push_back(Arc::clone(&now));
            let task = Task {
                ask: ask.clone(),
                before,
                now,
                answer,
            };
            // It comes back if all threads are gone; then nobody answers.
            let _ = work.send(task);
            self.waiting.push_back((ask, receiver));
            self.forget();
        }
    }

    /// Lets go of what is not needed soon.
    fn forget(&mut self) {
        let is_too_much = |ahead: &Self| {
            let held = ahead.counts.held.load(Ordering::Relaxed);
            ahead.recent.len() > RECENT || (held > HELD && ahead.recent.len() > 1)
        };
        while is_too_much(self) {
            self.recent.pop_front();
        }
        if self.texts.len() > 4 * WAITING {
            self.texts.retain(|_, text| text.strong_count() > 0);
        }
    }

    fn stop(&mut self) {
        self.work = None;
        self.later.clear();
        self.waiting.clear();
        self.recent.clear();
        self.texts.clear();
        for thread in self.threads.drain(..) {
            // What it came to grief over was asked of somebody else.
            let _ = thread.join();
        }
    }
}

impl Drop for Ahead {
    fn drop(&mut self) {
        self.stop();
    }
}

/// What one thread does until there is nothing more to do.
fn answer_all(tasks: &Mutex<Receiver<Task>>, repository: &Repository, vocabulary: &Vocabulary) {
    loop {
        let mut row = Vec::with_capacity(ROW);
        {
            // A thread that came to grief over a question held no lock.
            let Ok(tasks) = tasks.lock() else { return };
            row.extend(tasks.recv());
            row.extend(tasks.try_iter().take(ROW - 1));
        }
        if row.is_empty() {
            return;
        }
        for task in row {
            let load = |text: &Arc<Text>| text.load(repository, vocabulary).clone();
            let before: Vec<Loaded> = task.before.iter().map(load).collect();
            let answer = Answer::of(&task.ask, &before, &load(&task.now));
            // Nobody may want it any more.
            let _ = task.answer.send(answer);
        }
    }
}
