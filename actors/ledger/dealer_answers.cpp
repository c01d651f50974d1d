#include "actors/ledger/dealer_answers.hpp"

#include <algorithm>

#include "actors/ledger/spent_reports.hpp"
#include "messages/mask_tag.hpp"
#include "messages/plan_codec.hpp"
#include "messages/sealed_box.hpp"

namespace medisc {
namespace {

std::vector<std::string> to_hex_all(const std::vector<BundleId>& ids) {
  std::vector<std::string> texts;
  for (const BundleId& id : ids) texts.push_back(to_hex(id));
  return texts;
}

/// Answers one peer's request. Throws Failure.
class PeerAnswers {
 public:
  PeerAnswers(DealerPools& pools, const Peer& peer, std::size_t grant_bytes)
      : pools_(pools), peer_(peer), grant_bytes_(grant_bytes) {}

  Message operator()(const RegisterPlan& request) {
    expect_role(Role::kService);
    PlanRow row;
    const PlanHash hash = hash_of(request.plan);
    row.hash = to_hex(hash);
    row.model = request.model;
    row.ring_bits = request.plan.ring_bits;
    row.encoded = encode_plan(request.plan);
    row.service = to_hex(peer_.key);
    value_of(pools_.put_plan(row));
    return PlanRegistered{hash};
  }

  Message operator()(const MaskRequest& request) {
    expect_role(Role::kService);
    const PoolId pool = pool_with(request.plan_hash, request.hospital);
    const Seed mask = value_of(pool_mask(pools_, pool));
    const Sealer sealer = value_of(Sealer::create(peer_.key));
    return MaskGrant{
        sealer.seal(mask_id(request.plan_hash, request.hospital), Role::kService, mask)};
  }

  Message operator()(const BundleRequest& request) {
    const PoolId pool = pool_with(request.plan_hash, request.counterpart);
    const std::uint64_t waiting = value_of(pools_.undelivered_count(pool, owner()));
    BundleGrant grant;
    // The asker asks again for what is not in it.
    const Portion portion{
        .halves = request.ids.empty() ? std::min<std::size_t>(request.limit, kMaxIds) : kMaxIds,
        .bytes = grant_bytes_,
        .first_chunk = request.first_chunk};
    std::vector<Half> halves =
        value_of(request.ids.empty() ? pools_.undelivered(pool, owner(), portion)
                                     : pools_.undelivered_by_id(
                                           pool, owner(), to_hex_all(request.ids), portion));
    for (Half& half : halves) {
      grant.halves.push_back({value_of(from_hex<BundleId>(half.id, "bundle id")),
                              std::move(half.half), std::move(half.chunks)});
    }
    grant.remaining = waiting - grant.halves.size();
    grant.mask_tag = mask_tag(value_of(pool_mask(pools_, pool)));
    return grant;
  }

  Message operator()(const BundleReceipt& request) {
    const PoolId pool = pool_with(request.plan_hash, request.counterpart);
    value_of(pools_.acknowledge(pool, owner(), to_hex_all(request.ids)));
    return ReceiptTaken{};
  }

  template <class Other>
  Message operator()(const Other& request) {
    throw Failure({ErrorCode::kProtocol,
                   std::string("a dealer does not answer a ") + message_name(Message{request}),
                   ""});
  }

 private:
  Owner owner() const {
    return peer_.role == Role::kHospital ? Owner::kHospital : Owner::kService;
  }

  void expect_role(Role role) const {
    if (peer_.role == role) return;
    throw Failure({ErrorCode::kRefused,
                   std::string("only a ") + role_name(role) + " may ask the dealer for this",
                   ""});
  }

  /// The pool that the peer shares with `counterpart`.
  PoolId pool_with(const PlanHash& plan, const PublicKey& counterpart) {
    const std::string own = to_hex(peer_.key);
    const std::string other = to_hex(counterpart);
    const bool hospital = peer_.role == Role::kHospital;
    return value_of(
        pools_.ensure_pool({to_hex(plan), hospital ? own : other, hospital ? other : own}));
  }

  DealerPools& pools_;
  Peer peer_;
  std::size_t grant_bytes_;
};

}  // namespace

LedgerAnswer DealerAnswers::answer(const LedgerRequest& request) {
  if (const auto* peer = std::get_if<PeerRequest>(&request)) {
    try {
      return Result<Message>(
          std::visit(PeerAnswers(*pools_, peer->peer, grant_bytes_), peer->message));
    } catch (const Failure& failure) {
      return Result<Message>(tl::unexpected<Error>(failure.error()));
    }
  }
  if (const auto* spent = std::get_if<ExchangeSpent>(&request)) {
    return exchange_spent(*pools_, *spent);
  }
  return std::visit(
      []<class Request>(const Request&) -> LedgerAnswer {
        return Result<typename Request::Answer>(
            fail(ErrorCode::kInternal, "a dealer's ledger answers its peers alone"));
      },
      request);
}

Result<Seed> pool_mask(DealerPools& pools, PoolId pool) {
  auto mask = pools.mask(pool);
  if (!mask) return tl::unexpected<Error>(mask.error());
  if (*mask) {
    const Seed stored{std::span<const std::uint8_t, Seed::kBytes>(**mask)};
    wipe(**mask);
    return stored;
  }
  const Seed fresh = Seed::random();
  Bytes bytes(fresh.bytes().begin(), fresh.bytes().end());
  const auto set = pools.set_mask(pool, bytes);
  wipe(bytes);
  if (!set) {  // another process may draw one at the same time; the store keeps the first
    if (set.error().code != ErrorCode::kRefused) return tl::unexpected<Error>(set.error());
    return pool_mask(pools, pool);
  }
  return fresh;
}

}  // namespace medisc
