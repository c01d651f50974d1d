#include "site/temporary_folder.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace medisc {

Result<TemporaryFolder> TemporaryFolder::make() {
  std::error_code error;
  const auto parent = std::filesystem::temp_directory_path(error);
  if (!error) return make_in(parent);
  return fail(ErrorCode::kStorage, "there is no folder for temporary files: " + error.message(),
              "set TMPDIR to a folder that this user may write");
}

Result<TemporaryFolder> TemporaryFolder::make_in_memory() {
  const std::filesystem::path memory = "/dev/shm";
  std::error_code none;
  return std::filesystem::is_directory(memory, none) ? make_in(memory) : make();
}

Result<TemporaryFolder> TemporaryFolder::make_in(const std::filesystem::path& parent) {
  std::string pattern = (parent / "medisc-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) {
    return fail(ErrorCode::kStorage,
                "no folder can be made in " + parent.string() + ": " + std::strerror(errno),
                "set TMPDIR to a folder that this user may write");
  }
  return TemporaryFolder(std::filesystem::path(pattern));
}

void TemporaryFolder::remove() const {
  if (path_.empty()) return;
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace medisc
