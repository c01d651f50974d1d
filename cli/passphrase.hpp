/// Asks somebody at the terminal for a passphrase; what is typed is not shown.
#pragma once

#include <filesystem>
#include <string>

#include "config/key_file.hpp"

namespace medisc {

/// Asks for the passphrase that protects a key: nobody where this process has no terminal,
/// whatever its input and output are. Errors: kUsage where none is typed.
AskPassphrase passphrase_at_terminal();

/// A new one, typed twice. Errors: kUsage where none is typed, or two different ones.
Result<std::string> ask_new_passphrase(const std::filesystem::path& key);

}  // namespace medisc
