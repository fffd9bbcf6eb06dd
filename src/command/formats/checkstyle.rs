//! Checkstyle's XML.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::command::remark::{At, Remark, Remarks, Unit, severity};

pub(super) fn read(output: &str) -> Result<Remarks, String> {
    let mut reader = Reader::from_str(output);
    let mut remarks = Remarks::default();
    let (mut path, mut is_checkstyle) = (None, false);
    loop {
        let event = reader.read_event();
        let wrong =
            |error: &dyn std::fmt::Display| format!("byte {}: {error}", reader.buffer_position());
        match event.map_err(|error| wrong(&error))? {
            Event::Start(tag) | Event::Empty(tag) => match tag.name().as_ref() {
                "checkstyle" => is_checkstyle = true,
                "file" => path = attribute(&tag, "name").map_err(|error| wrong(&error))?,
                "error" => {
                    let remark = remark(&tag, path.clone()).map_err(|error| wrong(&error))?;
                    remarks.all.push(remark);
                }
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    if !is_checkstyle {
        return Err("it has no element `checkstyle`".to_owned());
    }
    Ok(remarks)
}

fn remark(tag: &BytesStart<'_>, path: Option<String>) -> Result<Remark, quick_xml::Error> {
    let number = |name| {
        let text = attribute(tag, name)?;
        Ok::<_, quick_xml::Error>(
            text.and_then(|text| text.parse().ok()).filter(|&n: &usize| n > 0),
        )
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
