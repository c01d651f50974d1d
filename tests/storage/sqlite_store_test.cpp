// What only a database on a disk can do: last, be shared, be killed, and leave traces.
#include "storage/sqlite_store.hpp"

#include <csignal>
#include <fstream>
#include <random>
#include <thread>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "stores.hpp"

namespace medisc::test {
namespace {

namespace fs = std::filesystem;

class SqliteStoreTest : public testing::Test {
 protected:
  std::unique_ptr<Store> open() { return open_store(path_).value(); }
  sqlite::Connection shell() {
    return sqlite::Connection::open(path_, sqlite::Access::kReadOnly).value();
  }
  /// The key of a bundle's material: 0 the hospital's half, 1 the service's half, 2 openings.
  Bytes key_of(const std::string& id, int piece) {
    auto connection = shell();
    auto find = connection.prepare(
        "SELECT substr(keys, 1 + 32 * ((4 * serial + ?2) % 512), 32) FROM bundles"
        " JOIN material_keys ON lot = (4 * serial + ?2) / 512 WHERE id = ?1",
        id, piece);
    EXPECT_TRUE(find.step().value());
    return find.blob(0);
  }
  std::string all_files() const {
    std::string bytes;
    for (const auto& entry : fs::directory_iterator(path_.parent_path())) {
      std::ifstream file(entry.path(), std::ios::binary);
      bytes.append(std::istreambuf_iterator<char>(file), {});
    }
    return bytes;
  }

  Folder folder_;
  fs::path path_ = folder_ / "store.db";
};

bool contains(const std::string& files, const Bytes& secret) {
  // Any 16 bytes in a row are a trace: pages cut longer secrets into pieces.
  constexpr std::size_t kPiece = 16;
  constexpr std::size_t kStride = 128;
  for (std::size_t at = 0; at + kPiece <= secret.size(); at += kStride) {
    const std::string piece(secret.begin() + static_cast<std::ptrdiff_t>(at),
                            secret.begin() + static_cast<std::ptrdiff_t>(at + kPiece));
    if (files.find(piece) != std::string::npos) return true;
  }
  return false;
}

Bytes random_bytes(std::mt19937& random, std::size_t size) {
  Bytes bytes(size);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return bytes;
}

TEST_F(SqliteStoreTest, everything_survives_a_restart_and_nothing_is_used_twice) {
  {
    auto store = open();
    const PoolId pool = make_pool(*store);
    ASSERT_OK(store->set_mask(pool, {9}));
    ASSERT_OK(store->add_missing(pool, party_bundles(0, 4)));
    ASSERT_OK(store->store_prepared(pool, openings_for(0, 3)));
    ASSERT_OK(store->consume(pool, bundle_ids(0, 1), "s1"));
    ASSERT_OK(store->burn(pool, bundle_ids(1, 1), "test"));
  }
  auto store = open();
  const PoolId pool = store->find_pool(pool_key()).value().value();
  EXPECT_EQ(store->mask(pool).value(), Bytes{9});
  EXPECT_EQ(store->level(pool).value(), (BundleCounts{{0, 0, 1, 1, 1, 1}}));
  for (unsigned gone : {0u, 1u}) {
    EXPECT_FALSE(store->consume(pool, bundle_ids(gone, 1), "s2"));
    EXPECT_FALSE(store->halves(pool, bundle_ids(gone, 1)));
    EXPECT_FALSE(store->store_prepared(pool, openings_for(gone, 1)));
    EXPECT_FALSE(store->add_dealt(pool, dealt_bundles(gone, 1)));
    EXPECT_THAT(store->add_missing(pool, party_bundles(gone, 1)).value(), testing::IsEmpty());
  }
  EXPECT_EQ(store->consume(pool, bundle_ids(2, 1), "s2")->front().openings,
            in_chunks(opening_bytes(2)));
}

TEST_F(SqliteStoreTest, can_be_read_in_the_shell) {
  auto store = open_store(path_, {.clock = ticking_clock()}).value();
  const PoolId pool = make_pool(*store);
  ASSERT_OK(store->add_missing(pool, party_bundles(0, 2)));
  ASSERT_OK(store->store_prepared(pool, openings_for(0, 1)));
  ASSERT_OK(store->consume(pool, bundle_ids(0, 1), "s1"));
  ASSERT_OK(store->burn(pool, bundle_ids(1, 1), "peer lost it"));
  auto connection = shell();
  auto rows = connection.prepare(
      "SELECT state, session_id, reason, changed_at FROM bundles ORDER BY serial");
  ASSERT_TRUE(*rows.step());
  EXPECT_EQ(rows.text(0), "consumed");
  EXPECT_EQ(rows.text(1), "s1");
  EXPECT_TRUE(rows.is_null(2));
  EXPECT_EQ(rows.text(3), "2026-01-01T00:00:05.000Z");
  ASSERT_TRUE(*rows.step());
  EXPECT_EQ(rows.text(0), "burned");
  EXPECT_TRUE(rows.is_null(1));
  EXPECT_EQ(rows.text(2), "peer lost it");
}

TEST_F(SqliteStoreTest, material_is_nowhere_in_the_clear) {
  std::mt19937 random(3);
  auto store = open();
  const PoolId pool = make_pool(*store);
  const Bytes half = random_bytes(random, 5000);
  const Bytes openings = random_bytes(random, 5000);
  ASSERT_OK(store->add_missing(pool, {{bundle_id(0), half, {}}}));
  ASSERT_OK(store->store_prepared(pool, {{bundle_id(0), in_chunks(openings)}}));
  EXPECT_FALSE(contains(all_files(), half));
  EXPECT_FALSE(contains(all_files(), openings));
  EXPECT_NE(key_of(bundle_id(0), 0), key_of(bundle_id(0), 2));
  EXPECT_EQ(store->consume(pool, bundle_ids(0, 1), "s")->front(),
            (ConsumedBundle{bundle_id(0), half, {}, in_chunks(openings)}));
}

// Bundles of many sizes that come, grow and go in random order, so that rows move between
// pages: the case in which SQLite's secure_delete leaves copies behind.
TEST_F(SqliteStoreTest, keys_of_consumed_and_burned_material_are_nowhere_in_the_files) {
  std::mt19937 random(1);
  auto store = open();
  const PoolId pool = make_pool(*store);
  std::vector<std::string> held = bundle_ids(0, 300);
  std::vector<Bytes> gone;
  for (const std::string& id : held) {
    ASSERT_OK(store->add_missing(pool, {{id, random_bytes(random, 32 + random() % 9000), {}}}));
  }
  std::shuffle(held.begin(), held.end(), random);
  for (const std::string& id : held) {
    ASSERT_OK(store->store_prepared(
        pool, {{id, in_chunks(random_bytes(random, 40 + random() % 900))}}));
  }
  std::shuffle(held.begin(), held.end(), random);
  for (int i = 0; i < 150; ++i) {
    const std::string id = held.back();
    held.pop_back();
    for (const int piece : {0, 2}) gone.push_back(key_of(id, piece));
    if (i % 2 == 0) {
      ASSERT_OK(store->consume(pool, {id}, "s"));
      store->erase_traces();
    } else {
      ASSERT_OK(store->burn(pool, {id}, "test"));
    }
    if (i % 7 == 0) {
      held.insert(held.begin(), bundle_id(1000 + static_cast<unsigned>(i)));
      ASSERT_OK(store->add_missing(pool, {{held.front(), random_bytes(random, 500), {}}}));
      ASSERT_OK(
          store->store_prepared(pool, {{held.front(), in_chunks(random_bytes(random, 500))}}));
    }
  }
  const std::string files = all_files();
  for (const Bytes& key : gone) {
    ASSERT_EQ(key.size(), 32u);
    ASSERT_FALSE(contains(files, {key.begin(), key.begin() + 16}));
    ASSERT_FALSE(contains(files, {key.begin() + 16, key.end()}));
  }
  for (const std::string& id : held) {
    EXPECT_TRUE(contains(files, key_of(id, 0))) << "the search itself must work";
  }
}

TEST_F(SqliteStoreTest, keys_of_acknowledged_halves_are_nowhere_in_the_files) {
  auto store = open_store(path_, {.page_bytes = kDealerPageBytes}).value();
  const PoolId pool = make_pool(*store);
  ASSERT_OK(store->add_dealt(pool, {{bundle_id(0), Bytes(32, 1), Bytes(5000, 2)}}));
  const Bytes hospital = key_of(bundle_id(0), 0);
  const Bytes service = key_of(bundle_id(0), 1);
  ASSERT_OK(store->acknowledge(pool, Owner::kHospital, bundle_ids(0, 1)));
  EXPECT_FALSE(contains(all_files(), hospital));
  EXPECT_TRUE(contains(all_files(), service));
  ASSERT_OK(store->acknowledge(pool, Owner::kService, bundle_ids(0, 1)));
  EXPECT_FALSE(contains(all_files(), service));
}

TEST_F(SqliteStoreTest, opening_erases_what_a_killed_process_has_left) {
  Bytes key;
  {
    auto store = open();
    const PoolId pool = make_pool(*store);
    ASSERT_OK(store->add_missing(pool, party_bundles(0, 1)));
    ASSERT_OK(store->store_prepared(pool, openings_for(0, 1)));
    key = key_of(bundle_id(0), 0);
  }
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto store = open_store(path_);
    if (!store || !(*store)->consume(PoolId{1}, bundle_ids(0, 1), "s")) ::_exit(1);
    ::raise(SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status)) << status;
  EXPECT_TRUE(contains(all_files(), key));
  auto store = open();
  EXPECT_FALSE(contains(all_files(), key));
}

TEST_F(SqliteStoreTest, material_without_its_key_is_an_error) {
  auto store = open();
  const PoolId pool = make_pool(*store);
  ASSERT_OK(store->add_missing(pool, party_bundles(0, 2)));
  ASSERT_OK(store->store_prepared(pool, openings_for(0, 2)));
  ASSERT_OK(sqlite::Connection::open(path_, sqlite::Access::kReadWrite)
                ->execute("UPDATE material_keys SET keys = zeroblob(16384)"));
  EXPECT_TRUE(refused(store->consume(pool, bundle_ids(0, 1), "s"), ErrorCode::kStorage,
                      "without its key"));
  ASSERT_OK(sqlite::Connection::open(path_, sqlite::Access::kReadWrite)
                ->execute("UPDATE material_keys SET keys = zeroblob(100)"));
  EXPECT_TRUE(refused(store->consume(pool, bundle_ids(1, 1), "s"), ErrorCode::kStorage,
                      "has 100 bytes"));
}

TEST_F(SqliteStoreTest, a_busy_reader_does_not_hold_up_consuming) {
  auto store = open();
  const PoolId pool = make_pool(*store);
  ASSERT_OK(store->add_missing(pool, party_bundles(0, 2)));
  ASSERT_OK(store->store_prepared(pool, openings_for(0, 2)));
  const Bytes key = key_of(bundle_id(0), 0);
  {
    auto reader = shell();
    auto reading = reader.prepare("SELECT id FROM bundles");
    ASSERT_TRUE(*reading.step());
    const auto before = std::chrono::steady_clock::now();
    ASSERT_OK(store->consume(pool, bundle_ids(0, 1), "s"));
    store->erase_traces();
    EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(2));
  }
  ASSERT_OK(store->consume(pool, bundle_ids(1, 1), "s"));
  store->erase_traces();
  EXPECT_FALSE(contains(all_files(), key)) << "the next erasure empties the log";
}

TEST_F(SqliteStoreTest, two_stores_on_one_file_see_each_others_work) {
  auto first = open();
  auto second = open();
  const PoolId pool = make_pool(*first);
  ASSERT_OK(first->add_missing(pool, party_bundles(0, 1)));
  ASSERT_OK(second->store_prepared(pool, openings_for(0, 1)));
  ASSERT_OK(first->consume(pool, bundle_ids(0, 1), "s1"));
  EXPECT_TRUE(refused(second->consume(pool, bundle_ids(0, 1), "s2"), ErrorCode::kRefused,
                      "is consumed"));
}

TEST_F(SqliteStoreTest, of_many_who_consume_at_once_one_gets_each_bundle) {
  constexpr unsigned kBundles = 40;
  constexpr unsigned kThreads = 4;
  const PoolId pool = make_pool(*open());
  ASSERT_OK(open()->add_missing(pool, party_bundles(0, kBundles)));
  ASSERT_OK(open()->store_prepared(pool, openings_for(0, kBundles)));
  std::vector<std::vector<std::string>> taken(kThreads);
  std::vector<std::thread> threads;
  for (unsigned t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      auto store = open();
      for (unsigned i = 0; i < kBundles; ++i) {
        const auto consumed = store->consume(pool, bundle_ids(i, 1), std::to_string(t));
        if (consumed) {
          taken[t].push_back(bundle_id(i));
        } else {
          EXPECT_EQ(consumed.error().code, ErrorCode::kRefused) << render(consumed.error());
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  std::vector<std::string> all;
  for (const auto& ids : taken) all.insert(all.end(), ids.begin(), ids.end());
  EXPECT_THAT(all, testing::UnorderedElementsAreArray(bundle_ids(0, kBundles)));
}

TEST_F(SqliteStoreTest, what_was_consumed_stays_consumed_when_the_process_is_killed) {
  constexpr unsigned kBundles = 400;
  PoolId pool{};
  {
    auto store = open();
    pool = make_pool(*store);
    ASSERT_OK(store->add_missing(pool, party_bundles(0, kBundles)));
    ASSERT_OK(store->store_prepared(pool, openings_for(0, kBundles)));
  }
  int pipe[2];
  ASSERT_EQ(::pipe(pipe), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto store = open_store(path_);
    for (unsigned i = 0; store && i < kBundles; ++i) {
      if (!(*store)->consume(pool, bundle_ids(i, 1), "s")) ::_exit(1);
      if (::write(pipe[1], "x", 1) != 1) ::_exit(1);
    }
    ::pause();
    ::_exit(1);
  }
  ::close(pipe[1]);
  unsigned reported = 0;
  char byte = 0;
  while (reported < 25 && ::read(pipe[0], &byte, 1) == 1) ++reported;
  ::kill(child, SIGKILL);
  while (::read(pipe[0], &byte, 1) == 1) ++reported;
  ::close(pipe[0]);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status)) << status;
  ASSERT_GE(reported, 25u);

  auto store = open();
  const auto consumed = store->level(pool)->in(BundleState::kConsumed);
  EXPECT_GE(consumed, reported);
  EXPECT_LE(consumed, reported + 1) << "at most the one under way is burned by the crash";
  for (unsigned i = 0; i < reported; ++i) {
    ASSERT_TRUE(refused(store->consume(pool, bundle_ids(i, 1), "s"), ErrorCode::kRefused,
                        "is consumed"));
  }
  EXPECT_OK(store->consume(pool, bundle_ids(kBundles - 1, 1), "s"));
}

TEST_F(SqliteStoreTest, a_killed_process_leaves_its_sessions_to_recovery) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto store = open_store(path_);
    if (!store || !(*store)->start_session({"s1", "service", "m", "h", "aa", 1})) ::_exit(1);
    ::raise(SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  auto store = open();
  EXPECT_EQ(store->recover().value(), 1u);
  EXPECT_EQ(store->sessions(1)->front().error, "interrupted");
}

TEST_F(SqliteStoreTest, a_full_disk_adds_nothing_and_the_store_goes_on) {
  auto store = open();
  const PoolId pool = make_pool(*store);
  ASSERT_OK(store->add_missing(pool, party_bundles(0, 1)));
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  auto* handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small = {200'000, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  auto bundles = party_bundles(1, 20);
  for (auto& bundle : bundles) bundle.hospital_half = bytes_of(100'000, 1);
  const auto added = store->add_missing(pool, bundles);
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_TRUE(refused(added, ErrorCode::kStorage, path_.string()));
  EXPECT_EQ(store->level(pool).value(), (BundleCounts{{0, 0, 1, 0, 0, 0}}));
  EXPECT_EQ(store->add_missing(pool, bundles)->size(), 20u);
}

// The store's own connection keeps the file that was moved away; the witness looks at the path.
TEST_F(SqliteStoreTest, a_database_replaced_behind_its_back_is_noticed) {
  auto store = open();
  const PoolId pool = make_pool(*store);
  ASSERT_OK(store->add_missing(pool, party_bundles(0, 1)));
  ASSERT_OK(store->store_prepared(pool, openings_for(0, 1)));
  {
    Folder elsewhere;
    auto copy = open_store(elsewhere / "copy.db").value();
    make_pool(*copy);
    copy.reset();
    for (const auto* part : {"", "-wal", "-shm"}) {
      fs::rename(path_.string() + part, path_.string() + ".moved" + part);
    }
    fs::copy_file(elsewhere / "copy.db", path_);
  }
  EXPECT_TRUE(
      refused(store->consume(pool, bundle_ids(0, 1), "s"), ErrorCode::kStorage, "database"));
}

TEST_F(SqliteStoreTest, opened_to_look_sees_what_others_do_and_changes_nothing) {
  EXPECT_TRUE(refused(open_store(path_, {.create = false, .read_only = true}),
                      ErrorCode::kStorage, path_.string()));
  auto store = open();
  const PoolId pool = make_pool(*store);
  auto looker = open_store(path_, {.create = false, .read_only = true}).value();
  ASSERT_OK(store->add_missing(pool, party_bundles(0, 2)));
  EXPECT_EQ(looker->level(pool)->in(BundleState::kDelivered), 2u);
  EXPECT_TRUE(refused(looker->put_plan(plan_row("h2", "m")), ErrorCode::kStorage, "readonly"));
  store.reset();
  EXPECT_EQ(looker->level(pool)->in(BundleState::kDelivered), 2u);
}

TEST_F(SqliteStoreTest, history_is_of_a_database_that_is_there) {
  EXPECT_TRUE(refused(open_history(path_), ErrorCode::kStorage, path_.string()));
  const PoolId pool = make_pool(*open());
  EXPECT_EQ(open_history(path_).value()->level(pool).value(), BundleCounts{});
}

TEST_F(SqliteStoreTest, each_role_opens_its_own_side_of_one_file) {
  const auto dealer = open_dealer_pools(path_).value();
  ASSERT_OK(dealer->put_plan(plan_row("h1", "digits")));
  const PoolId pool = dealer->ensure_pool(pool_key()).value();
  ASSERT_OK(dealer->add_dealt(pool, dealt_bundles(0, 1)));
  const auto party = open_party_pools(path_).value();
  EXPECT_EQ(party->find_plan_by_model("digits", "")->value().hash, "h1");
  EXPECT_THAT(party->bundles_in(pool, BundleState::kDealt, 9).value(),
              testing::ElementsAre(bundle_id(0)));
  auto raw = sqlite::Connection::open(path_, sqlite::Access::kReadOnly).value();
  EXPECT_EQ(raw.integer("PRAGMA page_size").value(), kDealerPageBytes);
}

}  // namespace
}  // namespace medisc::test
