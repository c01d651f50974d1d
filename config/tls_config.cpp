#include "config/tls_config.hpp"

namespace medisc {

TlsConfig read_tls(TomlReader& reader) {
  auto section = reader.optional_section("tls");
  const auto mode = section.choice_or("mode", "auto", {"auto", "always", "never"});
  TlsConfig tls;
  tls.mode = mode == "always"  ? TlsMode::kAlways
             : mode == "never" ? TlsMode::kNever
                               : TlsMode::kAuto;
  tls.certificate = section.optional_path("certificate");
  tls.key = section.optional_path("key");
  tls.authority = section.optional_path("authority");
  if (tls.certificate.has_value() != tls.key.has_value()) {
    const char* there = tls.key ? "key" : "certificate";
    const char* missing = tls.key ? "certificate" : "key";
    section.complain(there, std::string("[tls] has a ") + there + " and no " + missing,
                     "name both files, or neither: medisc keygen --tls makes them");
  }
  return tls;
}

}  // namespace medisc
