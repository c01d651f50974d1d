#include "storage/ownership.hpp"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "stores.hpp"

namespace medisc::test {
namespace {

TEST(Ownership, is_seen_by_others_until_it_ends) {
  const Folder folder;
  Ownership watcher(folder / "a.db");
  auto owner = std::make_unique<Ownership>(folder / "a.db");
  const auto number = owner->number();
  ASSERT_OK(number);
  EXPECT_EQ(owner->number().value(), *number);
  EXPECT_EQ(owner->number_so_far(), *number);
  EXPECT_TRUE(watcher.runs(*number).value());
  EXPECT_FALSE(watcher.runs(*number + 1).value());
  EXPECT_FALSE(owner->runs(*number).value()) << "its own number is not another's";
  owner.reset();
  EXPECT_FALSE(watcher.runs(*number).value());
}

TEST(Ownership, ends_with_a_killed_process) {
  const Folder folder;
  int numbers[2];
  ASSERT_EQ(::pipe(numbers), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    Ownership owner(folder / "a.db");
    const auto number = owner.number().value_or(0);
    if (::write(numbers[1], &number, sizeof number) != sizeof number) ::_exit(1);
    ::pause();
  }
  std::int64_t number = 0;
  ASSERT_EQ(::read(numbers[0], &number, sizeof number), static_cast<ssize_t>(sizeof number));
  Ownership watcher(folder / "a.db");
  EXPECT_TRUE(watcher.runs(number).value());
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_FALSE(watcher.runs(number).value());
  ::close(numbers[0]);
  ::close(numbers[1]);
}

TEST(Ownership, touches_no_file_before_it_is_needed) {
  const Folder folder;
  Ownership owner(folder / "a.db");
  EXPECT_FALSE(owner.runs(0).value());
  EXPECT_EQ(owner.number_so_far(), 0);
  EXPECT_FALSE(std::filesystem::exists(folder / "a.db-owners"));
  ASSERT_OK(owner.number());
  struct stat status {};
  ASSERT_EQ(::stat((folder / "a.db-owners").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  EXPECT_EQ(status.st_size, 0);
  EXPECT_FALSE(std::filesystem::exists(folder / "a.db"));
}

TEST(Ownership, names_a_lock_file_that_it_cannot_use) {
  const Folder folder;
  std::filesystem::create_directory(folder / "a.db-owners");
  Ownership owner(folder / "a.db");
  EXPECT_TRUE(refused(owner.number(), ErrorCode::kStorage, "a.db-owners"));
  EXPECT_TRUE(refused(owner.runs(7), ErrorCode::kStorage, "a.db-owners"));
}

}  // namespace
}  // namespace medisc::test
