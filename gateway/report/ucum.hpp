/// Units as people write them, as UCUM's codes.
#pragma once

#include <string>
#include <string_view>

namespace medisc {

/// "1" for none; the code of a unit that is well known ("years": "a"); else the text as an
/// annotation, "{points}", where it fits into the 16 letters of a code; else "1".
std::string ucum_code(std::string_view unit);

}  // namespace medisc
