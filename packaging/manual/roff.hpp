/// Text as man(7) wants it.
#pragma once

#include <string>

namespace medisc {

/// Escaped, so that it reads as it is: hyphens, backslashes, dots at a line's start.
std::string roff(const std::string& text);

std::string bold(const std::string& text);
std::string italic(const std::string& text);

/// The first line of a page: its name, section and the version it is of.
std::string page_title(const std::string& name, int section, const std::string& version);

/// Lines that keep their breaks.
std::string verbatim(const std::string& lines);

}  // namespace medisc
