#include <iostream>

#include "cli/loading.hpp"
#include "cli/verbs.hpp"
#include "config/key_file.hpp"

namespace medisc {

Result<void> run(const KeygenArguments& arguments) {
  if (arguments.output.empty() == arguments.show.empty()) {
    return fail(ErrorCode::kUsage, "keygen wants a file", "give --output FILE, or --show FILE");
  }
  const std::string& file = arguments.show.empty() ? arguments.output : arguments.show;
  if (arguments.show.empty()) {
    if (auto written = write_key_file(file, Seed::random()); !written) return written;
  }
  const auto identity = load_identity(file);
  if (!identity) return tl::unexpected<Error>(identity.error());
  print(std::cout,
        {{"public_key", "public key", to_hex((*identity)->public_key())},
         {"secret_key_file", "secret key in", file}},
        {}, arguments.format);
  return {};
}

}  // namespace medisc
