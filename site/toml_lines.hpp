/// Values as TOML writes them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace medisc {

/// A TOML basic string.
std::string toml_text(const std::string& text);

/// The shortest text that reads back as the same double, never as an integer.
std::string number_text(double number);

/// "key = [a, b]" and an end of line, over several lines where it is long.
std::string list_line(const std::string& key, const std::vector<double>& values);
std::string list_line(const std::string& key, const std::vector<std::uint32_t>& values);
std::string list_line(const std::string& key, const std::vector<std::string>& values);

}  // namespace medisc
