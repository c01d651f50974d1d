#include "cli/passphrase.hpp"

#include <array>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

#include <bsd/readpassphrase.h>
#include <sodium.h>

#include "config/private_file.hpp"

namespace medisc {
namespace {

Result<std::string> ask(const std::string& prompt) {
  std::array<char, 1024> typed{};
  if (::readpassphrase(prompt.c_str(), typed.data(), typed.size(),
                       RPP_ECHO_OFF | RPP_REQUIRE_TTY) == nullptr) {
    return fail(ErrorCode::kUsage, "no passphrase can be asked for without a terminal",
                "give --passphrase-file FILE");
  }
  std::string passphrase(typed.data());
  sodium_memzero(typed.data(), typed.size());
  if (passphrase.empty()) return fail(ErrorCode::kUsage, "no passphrase was typed");
  return passphrase;
}

bool has_terminal() {
  const int terminal = ::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (terminal >= 0) ::close(terminal);
  return terminal >= 0;
}

}  // namespace

AskPassphrase passphrase_at_terminal() {
  if (!has_terminal()) return nullptr;
  return [](const std::filesystem::path& key) {
    return ask("passphrase of " + key.string() + ": ");
  };
}

Result<std::string> ask_new_passphrase(const std::filesystem::path& key) {
  auto once = ask("new passphrase of " + key.string() + ": ");
  if (!once) return once;
  auto again = ask("the same again: ");
  if (!again) return again;
  const bool same = *once == *again;
  wipe_text(*again);
  if (same) return once;
  wipe_text(*once);
  return fail(ErrorCode::kUsage, "the two passphrases differ", "try again");
}

}  // namespace medisc
