/// Asking a ledger from a thread that may wait, outside of conversations.
#pragma once

#include <utility>

#include "actors/conversation/actor_errors.hpp"
#include "actors/conversation/actor_types.hpp"

namespace medisc {

/// The answer to Request{fields...}. Errors: the ledger's; kInternal where it is gone.
template <class Request, class... Fields>
Result<typename Request::Answer> ask_ledger(caf::actor_system& system, const Ledger& ledger,
                                            Fields&&... fields) {
  Result<typename Request::Answer> answer = fail(ErrorCode::kInternal, "no ledger answered");
  caf::scoped_actor self{system};
  self->request(ledger, caf::infinite, LedgerRequest(Request{std::forward<Fields>(fields)...}))
      .receive(
          [&](LedgerAnswer& given) {
            answer = std::get<Result<typename Request::Answer>>(std::move(given));
          },
          [&](const caf::error& error) { answer = tl::unexpected<Error>(from_caf(error)); });
  return answer;
}

}  // namespace medisc
