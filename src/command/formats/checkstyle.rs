//! Checkstyle's XML.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::whole;
use crate::command::finding::on_one_line;
use crate::command::remark::{At, Remark, Remarks, Unit, severity};

pub(super) fn read(output: &str) -> Result<Remarks, String> {
    let mut reader = Reader::from_str(output);
    let mut remarks = Remarks::default();
    let mut path = None;
    let (mut n_open, mut is_over) = (0_usize, false);
    loop {
        let event = reader.read_event();
        let wrong =
            |error: &dyn std::fmt::Display| format!("byte {}: {error}", reader.buffer_position());
        let event = event.map_err(|error| wrong(&error))?;
        let is_content = match &event {
            Event::Start(_) | Event::Empty(_) | Event::CData(_) | Event::GeneralRef(_) => true,
            Event::Text(text) => !text.trim().is_empty(),
            _ => false,
        };
        if n_open == 0 && is_content {
            let root = match &event {
                Event::Start(tag) | Event::Empty(tag) => tag.name().as_ref() == "checkstyle",
                _ => false,
            };
            if is_over || !root {
                let more = "there is more than the element `checkstyle`";
                return Err(if is_over { more } else { NO_ROOT }.to_owned());
            }
            is_over = true;
        }
        n_open += usize::from(matches!(event, Event::Start(_)));
        match event {
            Event::Start(tag) if tag.name().as_ref() == "exception" => {
                let text = reader.read_text(tag.name());
                let text = text.map_err(|error| format!("an exception is cut off: {error}"))?;
                n_open -= 1;
                remarks.failures.push(failure(&text, path.as_deref()));
            }
            Event::Start(tag) | Event::Empty(tag) => match tag.name().as_ref() {
                "exception" => remarks.failures.push(failure("", path.as_deref())),
                "file" => path = attribute(&tag, "name").map_err(|error| wrong(&error))?,
                "error" => {
                    let remark = remark(&tag, path.clone()).map_err(|error| wrong(&error))?;
                    remarks.all.push(remark);
                }
                _ => {}
            },
            Event::End(tag) => {
                n_open -= 1;
                path.take_if(|_| tag.name().as_ref() == "file");
            }
            Event::Eof => break,
            _ => {}
        }
    }
    match (is_over, n_open) {
        (false, _) => Err(NO_ROOT.to_owned()),
        (true, 0) => Ok(remarks),
        (true, _) => Err("it ends within the element `checkstyle`".to_owned()),
    }
}

const NO_ROOT: &str = "it has no element `checkstyle`";

/// What an exception says, within the part on a file or outside of any.
fn failure(text: &str, path: Option<&str>) -> String {
    let text = on_one_line(&text.replace("<![CDATA[", "").replace("]]>", ""));
    let text = if text.is_empty() { "an exception".to_owned() } else { text };
    path.map_or(text.clone(), |path| format!("`{path}`: {text}"))
}

fn remark(tag: &BytesStart<'_>, path: Option<String>) -> Result<Remark, quick_xml::Error> {
    let number = |name| {
        let text = attribute(tag, name)?;
        Ok::<_, quick_xml::Error>(text.and_then(|text| whole(&text)).filter(|&n| n > 0))
    };
    let column = number("column")?;
    let how_bad = attribute(tag, "severity")?;
    Ok(Remark {
        path,
        at: number("line")?.map_or(At::File, |line| At::from(line, column, Unit::Utf16)),
        rule: attribute(tag, "source")?,
        severity: how_bad.and_then(|how_bad| severity(&how_bad)),
        message: attribute(tag, "message")?.unwrap_or_default(),
        ..Remark::default()
    })
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, quick_xml::Error> {
    let attribute = tag.try_get_attribute(name)?;
    let value = attribute
        .map(|it| it.normalized_value(XmlVersion::Implicit1_0).map(|value| value.into_owned()));
    value.transpose()
}
