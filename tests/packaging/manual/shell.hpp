/// What a shell says.
#pragma once

#include <array>
#include <cstdio>
#include <string>

namespace medisc::test {

/// Standard output and error of `command`, run by sh, with its exit status behind.
inline std::string run_shell(const std::string& command) {
  std::string text;
  FILE* const pipe = ::popen(("{ " + command + "; } 2>&1").c_str(), "r");
  std::array<char, 4096> part{};
  for (std::size_t n = 0; (n = std::fread(part.data(), 1, part.size(), pipe)) > 0;) {
    text.append(part.data(), n);
  }
  const int status = ::pclose(pipe);
  return text + (status == 0 ? "" : "(failed)");
}

inline bool has_program(const std::string& name) {
  return run_shell("command -v " + name).find(name) != std::string::npos;
}

}  // namespace medisc::test
