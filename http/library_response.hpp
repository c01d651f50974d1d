/// Responses, as the library takes them.
#pragma once

#include "http/library.hpp"
#include "http/response.hpp"

namespace medisc {

/// Hands a response over; a stream runs on the connection's thread until `ending`. Throws where
/// a header can't be sent.
MHD_Result send_response(MHD_Connection* connection, HttpResponse response,
                         const HttpEnding& ending);

}  // namespace medisc
