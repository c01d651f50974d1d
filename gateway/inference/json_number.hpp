/// Numbers in JSON.
#pragma once

#include <string>

namespace medisc {

/// The shortest text that reads back as the same double; null for what is not finite.
void append_number(std::string& json, double value);

}  // namespace medisc
