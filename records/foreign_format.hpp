/// Files of other kinds than MediSC reads, known by their first bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace medisc {

/// "a gzip archive", say. Nothing where the bytes are not known.
std::optional<std::string> foreign_format(std::string_view bytes);

}  // namespace medisc
