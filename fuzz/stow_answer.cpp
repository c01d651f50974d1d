// What archives answer: it is judged one way or the other, and what is said of it can be shown.
#include <algorithm>
#include <string>

#include "fuzz/harness.hpp"
#include "fuzz/input.hpp"
#include "gateway/archives/stow_answer.hpp"

/// Which status, and the body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace medisc;
  using namespace medisc::fuzz;
  constexpr int kStatuses[] = {200, 202, 409, 204};
  Input input(data, size);
  const int status = kStatuses[input.byte() % 4];
  const auto judged = judge_stow("pacs", {status, std::string(as_text(input.rest()))});
  if (judged) return 0;
  const Error& error = judged.error();
  require(error.code == ErrorCode::kRefused || error.code == ErrorCode::kPeerUnavailable,
          "an archive refuses, or may be asked again");
  const std::string text = render(error);
  require(text.size() < 1024, "what is said is bounded");
  require(std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; }),
          "what is said can be shown");
  return 0;
}
