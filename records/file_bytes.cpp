#include "records/file_bytes.hpp"

#include <fstream>
#include <iterator>
#include <system_error>

namespace medisc {

Result<std::string> read_file(const std::filesystem::path& file) {
  constexpr std::uintmax_t kMaxBytes = std::uintmax_t{1} << 30;
  std::error_code problem;
  if (!std::filesystem::is_regular_file(file, problem)) {
    return fail(ErrorCode::kBadInput, file.string() + " is not a file that can be read",
                "check the path and its permissions");
  }
  const std::uintmax_t size = std::filesystem::file_size(file, problem);
  if (problem || size > kMaxBytes) {
    return fail(ErrorCode::kBadInput, file.string() + " is larger than 1 GiB",
                "split it into several files");
  }
  std::ifstream stream(file, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  if (!stream.is_open() || stream.bad()) {
    return fail(ErrorCode::kBadInput, file.string() + " can't be read",
                "check the path and its permissions");
  }
  return bytes;
}

}  // namespace medisc
