// Tokens' file, changed in one step.
#include <cerrno>
#include <cstring>
#include <functional>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "config/private_file.hpp"
#include "error/descriptor.hpp"
#include "gateway/tokens.hpp"

namespace medisc {
namespace {

tl::unexpected<Error> cannot_write(const std::filesystem::path& file) {
  return fail(ErrorCode::kUsage,
              "token file " + file.string() + " can't be written: " + std::strerror(errno),
              "make its folder first, writable for this user");
}

/// Held by whoever changes a file in the folder.
Result<Descriptor> locked_folder(const std::filesystem::path& file) {
  const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  Descriptor lock(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!lock.is_open() || ::flock(lock.number(), LOCK_EX) != 0) return cannot_write(file);
  return lock;
}

/// Beside the file first, then in its place.
Result<void> replace(const std::filesystem::path& file, const std::string& text, int folder) {
  const auto fresh = std::filesystem::path(file.string() + ".new");
  ::unlink(fresh.c_str());  // of a process that ended in between
  if (auto written = write_new_file(fresh, "token file", text, kOwnerOnly); !written) {
    return written;
  }
  if (::rename(fresh.c_str(), file.c_str()) != 0 || ::fsync(folder) != 0) {
    return cannot_write(file);
  }
  return {};
}

Result<void> change(const std::filesystem::path& file,
                    const std::function<Result<void>(Tokens&)>& step) {
  const auto folder = locked_folder(file);
  if (!folder) return tl::unexpected<Error>(folder.error());
  Tokens tokens;
  if (::access(file.c_str(), F_OK) == 0) {
    auto loaded = Tokens::load(file);
    if (!loaded) return tl::unexpected<Error>(loaded.error());
    tokens = *std::move(loaded);
  }
  if (auto done = step(tokens); !done) return done;
  return replace(file, tokens.text(), folder->number());
}

}  // namespace

Result<void> add_token(const std::filesystem::path& file, const TokenEntry& entry) {
  return change(file, [&](Tokens& tokens) { return tokens.add(entry); });
}

Result<void> remove_token(const std::filesystem::path& file, std::string_view name) {
  return change(file, [&](Tokens& tokens) { return tokens.remove(name); });
}

}  // namespace medisc
