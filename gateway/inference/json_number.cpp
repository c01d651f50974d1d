#include "gateway/inference/json_number.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace medisc {

void append_number(std::string& json, double value) {
  if (!std::isfinite(value)) {
    json += "null";
    return;
  }
  std::array<char, 32> text{};
  const auto written = std::to_chars(text.data(), text.data() + text.size(), value);
  json.append(text.data(), written.ptr);
}

}  // namespace medisc
