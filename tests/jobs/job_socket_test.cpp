#include "jobs/job_socket.hpp"

#include <fstream>
#include <thread>

#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/error/outcomes.hpp"
#include "tests/files/folder.hpp"
#include "tests/jobs/job_messages.hpp"

namespace medisc::test {
namespace {

class JobSocketTest : public testing::Test {
 protected:
  /// Two ends that are connected.
  std::pair<JobSocket, JobSocket> connected() {
    auto client = JobSocket::connect(path_).value();
    return {std::move(client), listener_.accept(stop_.number()).value().value()};
  }

  Folder folder_;
  const std::filesystem::path path_ = folder_ / "socket";
  JobListener listener_ = JobListener::open(path_).value();
  Descriptor stop_{::eventfd(0, EFD_CLOEXEC)};
};

TEST_F(JobSocketTest, CarriesEveryMessage) {
  auto [client, server] = connected();
  for (const JobMessage& message : every_job_message()) {
    ASSERT_TRUE(succeeded(client.send(message)));
    const auto received = server.receive();
    ASSERT_TRUE(succeeded(received));
    EXPECT_TRUE(**received == message);
  }
}

TEST_F(JobSocketTest, CarriesLongOnesWhileTheOtherSideReads) {
  auto [client, server] = connected();
  const JobMessage records = JobRecords{{"a"}, std::vector<std::int64_t>(1 << 20, -1)};
  std::thread sending([&, &from = client] { EXPECT_TRUE(succeeded(from.send(records))); });
  const auto received = server.receive();
  sending.join();
  ASSERT_TRUE(succeeded(received));
  EXPECT_TRUE(**received == records);
}

TEST_F(JobSocketTest, TellsAnEndBetweenMessagesFromOneWithin) {
  {
    auto [client, server] = connected();
    { const JobSocket gone = std::move(client); }
    EXPECT_FALSE(server.receive().value().has_value());
  }
  auto [client, server] = connected();
  server.shut_down();
  EXPECT_FALSE(client.receive().value().has_value());
  EXPECT_TRUE(failed(client.send(Done{}), ErrorCode::kPeerUnavailable));
}

TEST_F(JobSocketTest, KnowsWhoHasConnected) {
  auto [client, server] = connected();
  const PeerProcess peer = server.peer().value();
  EXPECT_EQ(peer.user, ::getuid());
  EXPECT_EQ(peer.pid, ::getpid());
  EXPECT_EQ(peer.user_name, name_of_user(::getuid()));
  EXPECT_EQ(name_of_user(4'000'000'000U), "4000000000");
}

TEST_F(JobSocketTest, WaitsForEither) {
  auto [client, server] = connected();
  const Descriptor other(::eventfd(1, EFD_CLOEXEC));
  EXPECT_EQ(server.wait_beside(other.number()).value(), JobSocket::Ready::kOther);
  const Descriptor silent(::eventfd(0, EFD_CLOEXEC));
  ASSERT_TRUE(succeeded(client.send(Done{})));
  EXPECT_EQ(server.wait_beside(silent.number()).value(), JobSocket::Ready::kMessage);
}

TEST_F(JobSocketTest, IsForItsOwnerAlone) {
  struct stat found {};
  ASSERT_EQ(::stat(path_.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600U);
}

TEST_F(JobSocketTest, StopsAccepting) {
  const Descriptor stop(::eventfd(1, EFD_CLOEXEC));
  EXPECT_FALSE(listener_.accept(stop.number()).value().has_value());
}

TEST_F(JobSocketTest, APlaceThatIsTakenIsRefused) {
  EXPECT_TRUE(failed(JobListener::open(path_), ErrorCode::kUsage, "another process listens"));
  std::ofstream(folder_ / "file") << "x";
  EXPECT_TRUE(failed(JobListener::open(folder_ / "file"), ErrorCode::kUsage, "no socket"));
  EXPECT_TRUE(failed(JobListener::open(folder_ / "none" / "socket"), ErrorCode::kUsage));
  EXPECT_TRUE(failed(JobListener::open(folder_ / std::string(120, 'x')), ErrorCode::kUsage,
                     "too long"));
  EXPECT_TRUE(failed(JobListener::open(folder_ / "other", "no-such-group"), ErrorCode::kUsage,
                     "no-such-group"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "other"));
}

TEST_F(JobSocketTest, WhatADeadProcessLeftIsReplaced) {
  const std::filesystem::path left = folder_ / "left";
  {
    JobListener listener = JobListener::open(left).value();
    std::filesystem::create_hard_link(left, folder_ / "kept");
  }
  EXPECT_FALSE(std::filesystem::exists(left)) << "it goes with its listener";
  std::filesystem::rename(folder_ / "kept", left);
  EXPECT_TRUE(failed(JobSocket::connect(left), ErrorCode::kPeerUnavailable));
  EXPECT_TRUE(succeeded(JobListener::open(left)));
}

}  // namespace
}  // namespace medisc::test
