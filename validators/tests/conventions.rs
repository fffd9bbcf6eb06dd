//! Speech in the marks that books use, and what is no speech beside it.

use storylint_validators::story::{Document, Facts, Role};

/// Checks the speeches of a text, each in `⟦⟧`, in Markdown and plain text alike.
#[track_caller]
fn check(marked: &str) {
    let text = marked.replace(['⟦', '⟧'], "");
    for path in ["a.md", "a.txt"] {
        let facts = Facts::of(&Document::parse(path, Role::Story, text.clone()));
        let mut found = text.clone();
        let spans: Vec<_> = facts.speeches.iter().map(|it| it.place.span.range()).collect();
        for span in spans.into_iter().rev() {
            found.replace_range(span.clone(), &format!("⟦{}⟧", &text[span]));
        }
        assert_eq!(found, marked, "{path}");
    }
}

#[test]
fn marks() {
    for text in [
        // American: curly and straight, with single marks within.
        "⟦“Go,”⟧ said Ann. ⟦“He said ‘no’ twice.”⟧",
        "⟦\"Go,\"⟧ said Ann. ⟦\"He said 'no' twice.\"⟧",
        // British.
        "⟦‘Go,’⟧ said Ann. ⟦‘He said “no” twice.’⟧",
        "⟦'Go,'⟧ said Ann. ⟦'He said \"no\" twice.'⟧",
        // French, with and without spaces; German and Danish the other way around.
        "⟦«\u{a0}Go\u{a0}»⟧, said Ann. ⟦«\u{a0}Now.\u{a0}»⟧",
        "⟦«Go»⟧, said Ann. ⟦«Now.»⟧",
        "⟦»Go«⟧, said Ann. ⟦»Now.«⟧",
        "⟦„Go“⟧, said Ann. ⟦„Now.“⟧",
        // Polish and Dutch, Swedish and Finnish.
        "⟦„Go”⟧, said Ann. ⟦„Now.”⟧",
        "⟦”Go”⟧, said Ann. ⟦”Now.”⟧",
        "⟦»Go»⟧, said Ann. ⟦»Now.»⟧",
        // After a dash.
        "⟦—Go!⟧ said Ann.\n\n⟦—Now?⟧",
        "⟦– Go!⟧ said Ann.\n\n⟦– Now?⟧",
        "⟦--Go!⟧ said Ann.\n\n⟦--Now?⟧",
        "⟦—Go⟧ —said Ann—. ⟦Now.⟧\n\n⟦—Now?⟧",
    ] {
        check(text);
    }
}

#[test]
fn apostrophes() {
    for text in [
        "⟦‘’Tis the dogs’ house,’⟧ said Ann. ⟦‘Tell ’em so, an’ go.’⟧",
        "⟦''Tis the dogs' house,'⟧ said Ann. ⟦'Tell 'em so, an' go.'⟧",
        "⟦‘I don’t know,’⟧ said Ann. The boys’ coats hung in the Ormes’ hall.",
        "⟦'I don't know,'⟧ said Ann. The boys' coats hung in the Ormes' hall.",
        "'Twas the boys' house. ⟦\"Tell 'em,\"⟧ said Ann.",
        "⟦‘Rock ’n’ roll,’⟧ said Ann, ⟦‘in the ’60s.’⟧",
    ] {
        check(text);
    }
}

#[test]
fn within_a_speech() {
    for text in [
        "⟦“He said, ‘She told me “no” at once,’ and left,”⟧ said Ann.",
        "⟦‘He said, “She told me ‘no’ at once,” and left,’⟧ said Ann. ⟦‘Now.’⟧",
        "⟦«He said: “no”, and left»⟧, said Ann. ⟦«Now.»⟧",
        "⟦„He said ‚no‘ twice“⟧, said Ann. ⟦„Now.“⟧",
    ] {
        check(text);
    }
}

#[test]
fn over_several_paragraphs() {
    for text in [
        "⟦“It was long ago.\n\n“You were not born.\n\n“I was young.”⟧ He wept.\n\n⟦“Go on.”⟧",
        "⟦‘It was long ago.\n\n‘You weren’t born.\n\n‘I was young.’⟧ He wept.\n\n⟦‘Go on.’⟧",
        "⟦«It was long ago.\n\n«I was young.»⟧ He wept.\n\n⟦«Go on.»⟧",
        "⟦«It was long ago.\n\n»I was young.»⟧ He wept.\n\n⟦«Go on.»⟧",
        "⟦“It was long ago.⟧\n\nHe wept.\n\n⟦“Go on.”⟧",
    ] {
        check(text);
    }
}

#[test]
fn no_speech() {
    for text in [
        "⟦“Go,”⟧ said Ann. He read “The Long Road” and thought of “home.”",
        "⟦“Go,”⟧ said Ann. It was 6' 2\" long, or 3'.",
        "⟦\"Go,\"⟧ said Ann. It was 6' 2\" long, or 3'.",
        "He rose—slowly—and went.\n\n⟦“Go.”⟧",
        "He rose -- slowly -- and went.\n\n⟦“Go.”⟧",
    ] {
        check(text);
    }
}
