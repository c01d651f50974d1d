// Key files: one key alone, which written again reads equal, and of which no error shows a
// digit.
#include <algorithm>

#include "config/key_file.hpp"
#include "fuzz/harness.hpp"
#include "fuzz/input.hpp"
#include "fuzz/input_file.hpp"
#include "messages/identifiers.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace medisc;
  using namespace medisc::fuzz;
  static const InputFile file("party.key");
  const auto text = as_text(std::span(data, size));
  file.write(text);
  const auto seed = read_key_file(KeyFile(file.path()));
  if (!seed) {
    require(seed.error().code == ErrorCode::kBadInput, "a bad key file is bad input");
    require(seed.error().context.starts_with("key file " + file.path().string()),
            "an error names the file");
    return 0;
  }
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  require(lower.find(to_hex(seed->bytes())) != std::string::npos, "the key is in the file");
  const std::filesystem::path copy = file.path().string() + ".copy";
  require(write_key_file(copy, *seed).has_value(), "a key can be written");
  const auto again = read_key_file(KeyFile(copy));
  std::filesystem::remove(copy);
  require(again && std::ranges::equal(again->bytes(), seed->bytes()),
          "a key written again reads equal");
  return 0;
}
