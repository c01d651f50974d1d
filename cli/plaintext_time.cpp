#include "cli/plaintext_time.hpp"

#include <cstdlib>

#include "cli/child.hpp"

namespace medisc {
namespace {

constexpr const char* kProgram = "medisc-plaintext";
constexpr std::chrono::hours kPatience{24};

Result<std::filesystem::path> find_program() {
  std::error_code error;
  const auto here = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
  const auto installed = (here / MEDISC_LIBEXEC_FROM_BIN / kProgram).lexically_normal();
  for (const auto& candidate : {here / kProgram, installed}) {
    if (std::filesystem::exists(candidate, error)) return candidate;
  }
  return fail(ErrorCode::kInternal, installed.string() + " is missing",
              "it belongs to medisc: install it again");
}

}  // namespace

Result<double> plaintext_time(const std::string& model, std::uint64_t runs,
                              const TemporaryFolder& folder,
                              const std::function<Result<void>()>& check) {
  const auto program = find_program();
  if (!program) return tl::unexpected<Error>(program.error());
  auto child =
      Child::start(*program, {model, std::to_string(runs)}, folder.path() / "plaintext.log");
  if (!child) return tl::unexpected<Error>(child.error());
  const auto word = child->await("median_ms ", kPatience, check);
  if (!word) return tl::unexpected<Error>(word.error());
  return std::strtod(word->c_str(), nullptr);
}

}  // namespace medisc
