/// What a user should know of an input that was accepted.
#pragma once

#include <iostream>
#include <string>
#include <vector>

namespace medisc {

/// One line each, on standard error: results stand on standard output.
inline void print_notes(const std::vector<std::string>& notes) {
  for (const std::string& note : notes) std::cerr << "medisc: note: " << note << '\n';
}

/// The same of what speaks against a result.
inline void print_warnings(const std::vector<std::string>& warnings) {
  for (const std::string& warning : warnings) {
    std::cerr << "medisc: warning: " << warning << '\n';
  }
}

}  // namespace medisc
