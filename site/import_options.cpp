#include "site/import_options.hpp"

#include <charconv>
#include <cstdint>

namespace medisc {
namespace {

/// The numbers of "3x32x32"; nothing if it is written otherwise.
std::vector<std::uint64_t> parse_shape(const std::string& text) {
  std::vector<std::uint64_t> shape;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    std::uint64_t size = 0;
    const auto [rest, problem] = std::from_chars(at, end, size);
    const bool more = rest != end;
    if (problem != std::errc() || size == 0 || (more && (*rest != 'x' || rest + 1 == end))) {
      return {};
    }
    shape.push_back(size);
    at = more ? rest + 1 : rest;
  }
  return shape;
}

}  // namespace

Result<ImportOptions> import_options(const std::string& output,
                                     const std::vector<std::string>& shapes) {
  ImportOptions options;
  if (!output.empty()) options.output = output;
  for (const std::string& text : shapes) {
    const std::size_t mark = text.rfind('=');
    const std::string name = mark == std::string::npos ? "" : text.substr(0, mark);
    auto shape = parse_shape(mark == std::string::npos ? "" : text.substr(mark + 1));
    if (name.empty() || shape.empty()) {
      return fail(ErrorCode::kUsage, "'" + text + "' is not the shape of an input",
                  "write NAME=3x32x32, one record's shape without the batch");
    }
    options.input_shapes[name] = std::move(shape);
  }
  return options;
}

}  // namespace medisc
