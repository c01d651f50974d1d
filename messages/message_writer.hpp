/// From Message to the generated builders. Only the codec's sources include this.
#pragma once

#include <medisc.capnp.h>

#include "messages/message.hpp"

namespace medisc::wire {

void write_message(Envelope::Builder envelope, const Message& message);

}  // namespace medisc::wire
