/// What an archive says to a STOW-RS request (PS3.18, 10.5.3 and Annex I.2).
#pragma once

#include <string>

#include "error/error.hpp"
#include "gateway/archives/http_post.hpp"

namespace medisc {

/// Whether all instances are in the archive; `archive` names it in errors. A success without a
/// readable body counts as it stands, and instances that the archive has already are no
/// failure. Errors: kPeerUnavailable of what may go right later (408, 429, 5xx, all failures
/// out of resources); kRefused of the rest, with the reasons (a handful of them) that
/// FailedSOPSequence or OtherFailuresSequence give, as numbers of PS3.18, table I.2-2.
Result<void> judge_stow(const std::string& archive, const PostAnswer& answer);

}  // namespace medisc
