/// Asks somebody at the terminal for a passphrase; what is typed is not shown.
#pragma once

#include <filesystem>
#include <string>

#include "error/error.hpp"

namespace medisc {

/// Whether this process has a terminal, whatever its input and output are.
bool has_terminal();

/// The passphrase that protects this key. Errors: kUsage where none is typed. Wipe it.
Result<std::string> ask_passphrase(const std::filesystem::path& key);

/// A new one, typed twice. Errors: kUsage where none is typed, or two different ones.
Result<std::string> ask_new_passphrase(const std::filesystem::path& key);

}  // namespace medisc
