/// Texts that are no table, known by how they begin.
#pragma once

#include <optional>
#include <string_view>

namespace medisc {

struct ForeignText {
  const char* name = "";    ///< "a JSON document", say
  const char* remedy = "";  ///< how to come to a table
};

/// JSON, web pages and other markup, and pointers of Git LFS. Nothing for any other text.
std::optional<ForeignText> foreign_text(std::string_view text);

}  // namespace medisc
