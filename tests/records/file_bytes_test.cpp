#include "records/file_bytes.hpp"

#include <gtest/gtest.h>

#include "tests/plan/refused.hpp"
#include "tests/records/scratch_file.hpp"

namespace medisc {
namespace {

TEST(FileBytes, ReadsEveryByte) {
  const std::string bytes("a\0\r\n\xFF", 5);
  EXPECT_EQ(*read_file(ScratchFile("f", bytes).path()), bytes);
  EXPECT_EQ(*read_file(ScratchFile("f", "").path()), "");
}

TEST(FileBytes, RefusesWhatIsNoFile) {
  const ScratchFile file("f", "");
  EXPECT_THAT(read_file(file.path().parent_path()),
              Refused(ErrorCode::kBadInput, "is not a file"));
  EXPECT_THAT(read_file("/nowhere/f"), Refused(ErrorCode::kBadInput, "/nowhere/f"));
}

TEST(FileBytes, RefusesMoreThanOneGigabyte) {
  const ScratchFile file("f", "");
  std::filesystem::resize_file(file.path(), (std::uintmax_t{1} << 30) + 1);  // sparse
  EXPECT_THAT(read_file(file.path()), Refused(ErrorCode::kBadInput, "larger than 1 GiB"));
}

}  // namespace
}  // namespace medisc
