#include "storage/refusals.hpp"
#include "storage/sqlite_store.hpp"

namespace medisc {
namespace {

constexpr std::int64_t kPoolRows = 65536;  // more than D has chunks

std::int64_t place_of(PoolId pool, std::uint32_t index) {
  return kPoolRows * static_cast<std::int64_t>(pool) + index;
}
std::int64_t last_place_of(PoolId pool) {
  return place_of(pool, 0) + kPoolRows - 1;
}

}  // namespace

Result<HeldWeights> SqliteStore::held_weights(PoolId pool) {
  auto find = connection_.prepare(
      "SELECT mask_tag, weight_chunks,"
      " (SELECT count(*) FROM masked_weights WHERE place BETWEEN ?2 AND ?3)"
      " FROM pools WHERE id = ?1",
      pool, place_of(pool, 0), last_place_of(pool));
  auto row = find.step();
  if (!row) return tl::unexpected(row.error());
  if (!*row) return tl::unexpected(unknown_pool(pool));
  return HeldWeights{find.optional_blob(0).value_or(Bytes{}),
                     static_cast<std::uint32_t>(find.integer(1)),
                     static_cast<std::uint32_t>(find.integer(2))};
}

Result<HeldWeights> SqliteStore::add_weights(PoolId pool, const Bytes& mask_tag,
                                             const Chunks& chunks) {
  return sqlite::in_transaction(connection_, [&]() -> Result<HeldWeights> {
    auto held = held_weights(pool);
    if (!held) return held;
    const bool another = held->in_all > 0 && held->mask_tag != mask_tag;
    if (another && held->is_whole()) return tl::unexpected(other_weights(pool));
    if (another) {
      if (auto dropped = drop_weights(pool); !dropped) return tl::unexpected(dropped.error());
      held = HeldWeights{};
      if (chunks.first > 0) return held;
    }
    if (chunks.first > held->here || (held->in_all > 0 && chunks.in_all != held->in_all)) {
      return tl::unexpected(weights_out_of_order(pool));
    }
    auto put = put_weights(pool, mask_tag, chunks, held->here);
    if (!put) return tl::unexpected(put.error());
    return held_weights(pool);
  });
}

Result<void> SqliteStore::drop_weights(PoolId pool) {
  auto dropped =
      connection_
          .prepare("UPDATE pools SET mask_tag = NULL, weight_chunks = 0 WHERE id = ?1", pool)
          .run();
  if (!dropped) return dropped;
  return connection_
      .prepare("DELETE FROM masked_weights WHERE place BETWEEN ?1 AND ?2", place_of(pool, 0),
               last_place_of(pool))
      .run();
}

Result<void> SqliteStore::put_weights(PoolId pool, const Bytes& mask_tag, const Chunks& chunks,
                                      std::uint32_t here) {
  auto put = connection_
                 .prepare("UPDATE pools SET mask_tag = ?2, weight_chunks = ?3 WHERE id = ?1",
                          pool, mask_tag, chunks.in_all)
                 .run();
  auto insert = connection_.prepare("INSERT INTO masked_weights(place, bytes) VALUES(?1, ?2)");
  for (std::uint32_t i = here; put && i < chunks.end(); ++i) {
    const sqlite::Borrowed chunk{chunks.parts[i - chunks.first]};
    put = insert.bind(place_of(pool, i), chunk).run();
  }
  return put;
}

Result<std::vector<Bytes>> SqliteStore::weights(PoolId pool, std::uint32_t first,
                                                std::size_t bytes) {
  using Parts = std::vector<Bytes>;
  return sqlite::in_transaction(
      connection_,
      [&]() -> Result<Parts> {
        const auto held = held_weights(pool);
        if (!held) return tl::unexpected(held.error());
        if (!held->is_whole()) return tl::unexpected(weights_not_whole(pool));
        auto select = connection_.prepare(
            "SELECT bytes FROM masked_weights WHERE place BETWEEN ?1 AND ?2"
            " ORDER BY place",
            place_of(pool, first), last_place_of(pool));
        Parts parts;
        std::size_t read = 0;
        while (parts.empty() || read < bytes) {
          auto row = select.step();
          if (!row) return tl::unexpected(row.error());
          if (!*row) break;
          parts.push_back(select.blob(0));
          read += parts.back().size();
        }
        if (parts.empty()) return tl::unexpected(weights_gone(pool));
        return parts;
      },
      sqlite::Kind::kReading);
}

}  // namespace medisc
