# frozen_string_literal: true

# The Ruby agent of ipc-tck: lets the harness drive what Ruby itself has, step by step: Process, IO.pipe, UNIXSocket.pair
# and the servers of socket, IO.select, File#flock, and Marshal, which makes messages of a stream.
#
#     IPC_TCK_SOCKET=... ruby ipctck_agent.rb
#
# It speaks version 2 of the agent protocol (spec/protocol.md), needs the standard library only, and runs on Ruby 3.0 or
# newer. It holds no opinion on what is right: it performs what it is asked to, and says what came of it.
#
# How it is built, from the ground:
#
#     Values            what goes over the wire <-> Ruby's objects
#     Errors            Ruby's errors -> kinds
#     Control           the connection to the harness; belongs to one process
#     Handle, Actor     the objects this process holds
#     Call              one request being performed: takes the time, catches the error
#     operations        one block each, registered by `operation "method", parameter: :converter`
#     Nursery           makes root actors, reaps them

require 'base64'
require 'digest'
require 'fcntl'
require 'io/wait'
require 'json'
require 'set'
require 'socket'
require 'tmpdir'
require 'zlib'

PROTOCOL = 2
LONGEST_LINE = 1 << 20
LONGEST_MESSAGE = 4096 # characters of an error's text
EXACT = 1 << 53 # integers up to here survive every JSON reader

CAPABILITIES = %w[
  fork direct-children exit-handlers buffered-output process-limit
  bytes sets big-integers non-finite-floats mixed-keys floats text nested-values in-place-values unsendable-values
  send-handles
].freeze

# A request that could not be judged: the agent's or the harness's fault, or an operation that Ruby lacks.
class Fault < StandardError
  PARSE_ERROR = -32_700
  INVALID_REQUEST = -32_600
  METHOD_NOT_FOUND = -32_601
  INVALID_PARAMS = -32_602
  INTERNAL_ERROR = -32_603
  REFUSED = -32_000

  attr_reader :code

  def initialize(code, text)
    super(text)
    @code = code
  end

  def self.invalid(text)
    new(INVALID_PARAMS, "invalid params: #{text}")
  end

  def self.missing(name)
    new(METHOD_NOT_FOUND, "method not found: Ruby has no #{name}")
  end
end

# Ruby raised an error; carries its place in the protocol's table.
class Refused < StandardError
  attr_reader :kind, :type

  def initialize(kind, error)
    super(error.message.dup.force_encoding('UTF-8').scrub[0, LONGEST_MESSAGE])
    @kind = kind
    @type = error.class.name
  end
end

# Section 5 of the protocol. Ruby's own types are as fine as JSON's tagged forms, but for tuples, which it lacks.
module Values
  # What Marshal refuses to dump.
  UNSENDABLE = proc {}

  module_function

  def encode(value)
    case value
    when nil, true, false then value
    when Integer then value.abs <= EXACT ? value : { '$int' => value.to_s }
    when Float then value.finite? ? value : { '$float' => name_of(value) }
    when String then value.encoding == Encoding::BINARY ? { '$bytes' => Base64.strict_encode64(value) } : value
    when Array then value.map { |item| encode(item) }
    when Set then { '$set' => value.map { |item| encode(item) } }
    when Hash then encode_hash(value)
    else raise Fault.new(Fault::INTERNAL_ERROR, "the result is a #{value.class}, which is no value of the protocol")
    end
  end

  def encode_hash(hash)
    plain = hash.keys.all? { |key| key.is_a?(String) && key.encoding != Encoding::BINARY && !key.start_with?('$') }
    return hash.transform_values { |item| encode(item) } if plain

    { '$dict' => hash.map { |key, item| [encode(key), encode(item)] } }
  end

  def name_of(float)
    return 'nan' if float.nan?

    float.positive? ? 'inf' : '-inf'
  end

  def decode(form)
    case form
    when Array then form.map { |item| decode(item) }
    when Hash then decode_object(form)
    else form
    end
  end

  def decode_object(form)
    tag = form.keys.find { |key| key.start_with?('$') }
    return form.transform_values { |item| decode(item) } unless tag
    raise Fault.invalid("no tagged value: an object with the keys #{form.keys.join(', ')}") unless form.size == 1

    decode_tagged(tag, form[tag])
  end

  def decode_tagged(tag, content)
    case tag
    when '$bytes' then Base64.strict_decode64(content)
    when '$set' then content.to_set { |item| decode(item) }
    when '$dict' then content.to_h { |key, item| [decode(key), decode(item)] }
    when '$int' then Integer(content, 10)
    when '$float' then { 'inf' => Float::INFINITY, '-inf' => -Float::INFINITY, 'nan' => Float::NAN }.fetch(content)
    when '$handle' then ACTOR.handle(content).object
    when '$unsendable' then UNSENDABLE
    else raise Fault.invalid("Ruby has no #{tag}")
    end
  rescue ArgumentError, KeyError, TypeError, NoMethodError => e
    raise Fault.invalid("not the content of #{tag}: #{e.message}")
  end

  def unsendable?(value)
    case value
    when Array, Set then value.any? { |item| unsendable?(item) }
    when Hash then value.any? { |key, item| unsendable?(key) || unsendable?(item) }
    else value.equal?(UNSENDABLE)
    end
  end

  # The generated data of section 5: block n is SHA-256("seed:n") 32 times.
  def generate(seed, size)
    Array.new((size + 1023) / 1024) { |n| Digest::SHA256.digest("#{seed}:#{n}") * 32 }.join.byteslice(0, size)
  end

  def digest(data)
    { 'size' => data.bytesize, 'crc32' => Zlib.crc32(data) }
  end
end

# The kind of an error: by its class, and where one class serves several kinds by the state of the object before.
module Errors
  KINDS = {
    Errno::EPIPE => 'broken-pipe',
    Errno::ECONNRESET => 'reset',
    Errno::ECHILD => 'no-child',
    Errno::ETIMEDOUT => 'timeout',
    Errno::EAGAIN => 'resource',
    Errno::ENOMEM => 'resource',
    Errno::EMFILE => 'resource',
    Errno::ENFILE => 'resource',
    Errno::ENOSPC => 'resource',
    SystemCallError => 'os',
    EOFError => 'end-of-file',
    IndexError => 'index',
    TypeError => 'type',
    ArgumentError => 'value',
    RangeError => 'overflow'
  }.freeze

  module_function

  def kind_of(error, uses, state, values)
    return 'unsendable' if error.is_a?(TypeError) && values.any? { |value| Values.unsendable?(value) }
    return kind_of_io_error(uses, state) if error.instance_of?(IOError)

    KINDS.find { |cls, _| error.is_a?(cls) }&.last || 'other'
  end

  # 'closed stream', 'not opened for reading' and 'not opened for writing' are one class.
  def kind_of_io_error(uses, state)
    return 'closed' if state[:closed]

    state[uses] == false ? 'direction' : 'os'
  end
end

# One process's own connection: lines out, lines in, and the end of the process when the harness is gone.
class Control
  attr_reader :owner, :socket

  def initialize
    @owner = Process.pid
    @socket = UNIXSocket.new(ENV.fetch('IPC_TCK_SOCKET'))
    @received = String.new
  end

  def close
    @socket.close
  end

  # The length of a line that is too long to be sent; nil for one that was.
  def send_message(message)
    line = "#{JSON.generate(message, max_nesting: 0)}\n"
    return line.bytesize if line.bytesize > LONGEST_LINE

    @socket.write(line)
    nil
  rescue SystemCallError
    exit!(0)
  end

  # The next line; nil for one that is too long. End of file ends the process, at once.
  def receive
    too_long = false
    until (line_end = @received.index("\n"))
      if @received.bytesize >= LONGEST_LINE
        too_long = true
        @received.clear
      end
      @received << @socket.readpartial(65_536)
    end
    line = @received.slice!(0..line_end)
    too_long || line.bytesize > LONGEST_LINE ? nil : line.force_encoding('UTF-8')
  rescue SystemCallError, EOFError
    exit!(0)
  end
end

# An object under a name.
class Handle
  attr_reader :kind, :object

  def initialize(kind, object)
    @kind = kind
    @object = object
  end

  def state
    return {} unless object.is_a?(IO)
    return { closed: true } if object.closed?

    access = object.fcntl(Fcntl::F_GETFL) & Fcntl::O_ACCMODE
    { closed: false, readable: access != Fcntl::O_WRONLY, writable: access != Fcntl::O_RDONLY }
  end
end

# A lock between processes by File#flock, for series of messages. Such a lock belongs to an opening of the file and not to a process, so
# each process opens it for itself.
class FileLock
  def initialize(path)
    @path = path
    File.open(path, File::CREAT | File::EXCL | File::WRONLY) { nil }
  end

  def synchronize
    file.flock(File::LOCK_EX)
    yield
  ensure
    file.flock(File::LOCK_UN)
  end

  private

  def file
    @file = nil unless @opened_by == Process.pid
    @opened_by = Process.pid
    @file ||= File.open(@path)
  end
end

# This process. There is one, ACTOR; a child made by fork inherits it and takes it over.
class Actor
  attr_reader :handles, :variables, :control

  def initialize
    @handles = {}
    @variables = {}
  end

  def handle(name, kind = nil)
    found = @handles[name] or raise Fault.invalid("no handle named #{name}")
    raise Fault.invalid("#{name} is a #{found.kind}, not a #{kind}") if kind && found.kind != kind

    found
  end

  def variable(name)
    @variables.fetch(name) { raise Fault.invalid("no variable named #{name}") }
  end

  # Says hello over a connection of this process's own, and gives up the one that a fork copied.
  def connect(role, **more)
    @control&.close
    @control = Control.new
    hello = { role: role, protocol: PROTOCOL, pid: Process.pid, ppid: Process.ppid, **more }
    @control.send_message({ jsonrpc: '2.0', method: 'hello', params: hello })
  end

  # Becomes the holder of exactly these handles, as a child made by fork must: it was born with all of them.
  def keep_only(names)
    kept = names.to_h { |name| [name, handle(name)] }
    held = kept.values.map(&:object)
    @handles.each_value { |it| it.object.close if it.object.is_a?(IO) && held.none? { |one| one.equal?(it.object) } }
    @handles = kept
    @variables = {}
  end

  # Performs requests until the process ends. Never returns.
  def serve(operations)
    loop { answer(@control.receive, operations) }
  end

  private

  def answer(line, operations)
    request = parse(line)
    identifier = request['id']
    call = Call.new
    reply(identifier, result: call.result_of(look_up(request, operations), request['params'] || {}))
  rescue Refused => e
    reply(identifier, error: { code: Fault::REFUSED, message: e.message,
                               data: { kind: e.kind, type: e.type, started: call.started, ended: call.ended } })
  rescue Fault => e
    reply(identifier, error: { code: e.code, message: e.message })
  rescue StandardError => e # the agent's own mistake, to be seen as one
    reply(identifier, error: { code: Fault::INTERNAL_ERROR, message: "in the agent: #{e.class}: #{e.message}" })
  end

  def reply(identifier, **outcome)
    too_long = @control.send_message({ jsonrpc: '2.0', id: identifier, **outcome })
    return unless too_long

    text = "the reply would be a line of #{too_long} bytes, more than #{LONGEST_LINE}"
    @control.send_message({ jsonrpc: '2.0', id: identifier, error: { code: Fault::INTERNAL_ERROR, message: text } })
  end

  def parse(line)
    raise Fault.new(Fault::PARSE_ERROR, "a line of more than #{LONGEST_LINE} bytes") unless line

    request = JSON.parse(line, max_nesting: false)
    raise Fault.new(Fault::INVALID_REQUEST, 'not a request') unless request.is_a?(Hash)

    request
  rescue JSON::ParserError => e
    raise Fault.new(Fault::PARSE_ERROR, "not JSON: #{e.message}")
  end

  def look_up(request, operations)
    operations.fetch(request['method']) { |name| raise Fault.missing(name) }
  end
end

ACTOR = Actor.new

# One request being performed.
class Call
  attr_reader :started, :ended

  # Performs an operation and gives the result of the reply.
  def result_of(operation, params)
    @uses = operation.uses
    @arguments = operation.arguments(params)
    @subject = @arguments.each_value.find { |it| it.is_a?(Handle) }
    @state = @subject ? @subject.state : {} # before: a failing operation may change it
    begun = clock
    value = operation.perform(self, @arguments)
    @started ||= begun # an operation of the agent's own
    @ended ||= clock
    { value: Values.encode(value), started: @started, ended: @ended }
  end

  # Calls what is under test, and takes the time directly around that.
  def on
    begun = clock
    begin
      result = yield
    ensure
      @ended = clock
      @started ||= begun
    end
    result
  rescue StandardError => e
    raise Refused.new(Errors.kind_of(e, @uses, @state, @arguments.values), e)
  end

  private

  def clock
    Process.clock_gettime(Process::CLOCK_MONOTONIC, :nanosecond)
  end
end

# What a parameter must be: raw JSON -> value.
module Converters
  IS = {
    text: String, integer: Integer, number: Numeric, list: Array
  }.freeze
  KINDS = {
    pipe_end: 'pipe end', file: 'file', lock: 'lock', listener: 'listener'
  }.freeze

  module_function

  def convert(converter, raw, name)
    if KINDS.key?(converter) then ACTOR.handle(raw, KINDS[converter])
    elsif IS.key?(converter) then checked(raw, IS[converter], name)
    else send(converter, raw, name)
    end
  end

  def checked(raw, cls, name)
    raise Fault.invalid("#{name} must be a #{cls}") unless raw.is_a?(cls)

    raw
  end

  def flag(raw, name)
    raise Fault.invalid("#{name} must be true or false") unless [true, false].include?(raw)

    raw
  end

  def flag_or_null(raw, name)
    raw.nil? ? nil : flag(raw, name)
  end

  def number_or_null(raw, name)
    raw.nil? ? nil : checked(raw, Numeric, name)
  end

  def integer_or_null(raw, name)
    raw.nil? ? nil : checked(raw, Integer, name)
  end

  def value(raw, _name)
    Values.decode(raw)
  end

  def base64_bytes(raw, _name)
    Values.decode_tagged('$bytes', raw)
  end

  def raw(raw, _name)
    raw
  end
end

# A method of the protocol: its parameters, what it uses its first handle for, and the block that performs it.
class Operation
  attr_reader :uses

  # A parameter whose converter's name ends in '?' may be absent.
  def initialize(parameters, uses, block)
    @parameters = parameters
    @uses = uses
    @block = block
  end

  # The converted parameters, by name. One that is absent is not there.
  def arguments(params)
    unknown = params.keys - @parameters.keys.map(&:to_s)
    raise Fault.invalid("unknown: #{unknown.join(', ')}") unless unknown.empty?

    @parameters.each_with_object({}) do |(name, converter), arguments|
      if params.key?(name.to_s)
        arguments[name] = Converters.convert(converter.to_s.delete_suffix('?').to_sym, params[name.to_s], name)
      elsif !converter.end_with?('?')
        raise Fault.invalid("#{name} is missing")
      end
    end
  end

  def perform(call, arguments)
    @block.call(call, arguments)
  end
end

OPERATIONS = {}
NURSERY_OPERATIONS = {}

def operation(method, registry: OPERATIONS, uses: nil, **parameters, &block)
  registry[method] = Operation.new(parameters, uses, block)
end

# ---- second actors

operation 'actor.new', registry: NURSERY_OPERATIONS, token: :text do |call, it|
  call.on { Process.fork } || begin
    trap('CLD', 'DEFAULT')
    ACTOR.connect('actor', token: it[:token])
    ACTOR.serve(OPERATIONS)
  end
end

operation 'child', token: :text, handles: :list do |call, it|
  call.on { Process.fork } || begin
    ACTOR.keep_only(it[:handles])
    ACTOR.connect('actor', token: it[:token])
    ACTOR.serve(OPERATIONS)
  end
end

# In the child, fork has returned too: its request is answered by its hello, and it never comes back here.
operation 'fork', token: :text do |call, it|
  returned = call.on { Process.fork }
  if ACTOR.control.owner != Process.pid
    ACTOR.connect('actor', token: it[:token], returned: returned.nil? ? 0 : Values.encode(returned))
    ACTOR.serve(OPERATIONS)
  end
  returned
end

# ---- processes

def ending(outcome)
  return nil unless outcome

  pid, status = outcome
  status.signaled? ? { 'pid' => pid, 'signaled' => status.termsig } : { 'pid' => pid, 'exited' => status.exitstatus }
end

operation('getpid') { |call, _| call.on { Process.pid } }

operation('getppid') { |call, _| call.on { Process.ppid } }

operation('wait') { |call, _| ending(call.on { Process.wait2 }) }

operation 'waitpid', pid: :integer, nohang: :flag? do |call, it|
  ending(call.on { Process.wait2(it[:pid], it[:nohang] ? Process::WNOHANG : 0) })
end

operation 'exit', status: :integer, orderly: :flag do |_, it|
  it[:orderly] ? exit(it[:status]) : exit!(it[:status])
end

operation 'signal', pid: :integer, signal: :text do |call, it|
  call.on { Process.kill(it[:signal], it[:pid]) }
  nil
end

operation 'spin', seconds: :number do |call, it|
  call.on do
    last = Process.clock_gettime(Process::CLOCK_MONOTONIC) + it[:seconds]
    nil while Process.clock_gettime(Process::CLOCK_MONOTONIC) < last
  end
end

# The soft limit before, null for none: so that what was returned can be set again.
operation 'limit.processes', soft: :integer_or_null do |call, it|
  before, hard = Process.getrlimit(:NPROC)
  call.on { Process.setrlimit(:NPROC, it[:soft] || hard, hard) }
  before == Process::RLIM_INFINITY ? nil : before
end

operation 'cleanup.register', file: :file, text: :text do |call, it|
  file = it[:file].object
  call.on { at_exit { file.syswrite(it[:text]) } }
  nil
end

operation('variable.set', name: :text, value: :value) do |_, it|
  ACTOR.variables[it[:name]] = it[:value]
  nil
end

operation('variable.get', name: :text) { |_, it| ACTOR.variable(it[:name]) }

operation 'variable.append', name: :text, value: :value do |_, it|
  Converters.checked(ACTOR.variable(it[:name]), Array, :name) << it[:value]
  nil
end

# ---- files

$made = 0

# A path in the temporary directory that no other process of this sandbox makes.
def new_path(purpose)
  File.join(Dir.tmpdir, "ipctck-#{purpose}-#{Process.pid}-#{$made += 1}")
end

operation 'file.new', file: :text do |call, it|
  path = new_path('file')
  made = call.on { File.open(path, File::RDWR | File::CREAT | File::EXCL, 0o600) }
  File.unlink(path)
  ACTOR.handles[it[:file]] = Handle.new('file', made)
  made.fileno
end

operation 'file.write', file: :file, text: :text do |call, it|
  call.on { it[:file].object.syswrite(it[:text]) }
  nil
end

operation 'file.read', file: :file, size: :integer do |call, it|
  call.on { it[:file].object.sysread(it[:size]) }.force_encoding('UTF-8')
rescue Refused => e
  raise unless e.kind == 'end-of-file'

  ''
end

operation 'file.seek', file: :file, offset: :integer do |call, it|
  call.on { it[:file].object.sysseek(it[:offset]) }
  nil
end

# By a stream of its own on the same open file: reopen takes over whether a stream is buffered.
operation 'stdout.redirect', file: :file do |call, it|
  call.on { $stdout.reopen(IO.for_fd(it[:file].object.fileno, 'r+', autoclose: false)) }
  nil
end

operation 'stdout.write', text: :text do |call, it|
  call.on { $stdout.write(it[:text]) }
  nil
end

# ---- pipes: Marshal writes an object to a stream and reads one from it

operation 'pipe.new', first: :text, second: :text, duplex: :flag_or_null? do |call, it|
  ends = call.on { it.fetch(:duplex, true) == false ? IO.pipe : UNIXSocket.pair }
  it.values_at(:first, :second).zip(ends) { |name, made| ACTOR.handles[name] = Handle.new('pipe end', made) }
  nil
end

operation 'pipe.send', uses: :writable, end: :pipe_end, value: :value?, variable: :text? do |call, it|
  message = it.fetch(:value) { ACTOR.variable(it.fetch(:variable) { raise Fault.invalid('either value or variable') }) }
  out = it[:end].object
  call.on { message.is_a?(IO) ? out.send_io(message) : Marshal.dump(message, out) }
  nil
end

operation 'pipe.receive', uses: :readable, end: :pipe_end, into: :text?, handle: :text? do |call, it|
  source = it[:end].object
  if it[:handle]
    ACTOR.handles[it[:handle]] = Handle.new('pipe end', call.on { source.recv_io })
    next nil
  end
  received = call.on { Marshal.load(source) }
  ACTOR.variables[it[:into]] = received if it[:into]
  received
end

operation 'pipe.poll', uses: :readable, end: :pipe_end, timeout: :number_or_null? do |call, it|
  !call.on { it[:end].object.wait_readable(it.fetch(:timeout, 0)) }.nil?
end

operation 'pipe.close', end: :pipe_end do |call, it|
  call.on { it[:end].object.close }
  nil
end

operation('pipe.closed', end: :pipe_end) { |call, it| call.on { it[:end].object.closed? } }

%i[readable writable].each do |ability|
  operation "pipe.#{ability}", end: :pipe_end do |call, it|
    call.on { it[:end].state }.fetch(ability)
  end
end

operation('pipe.descriptor', end: :pipe_end) { |call, it| call.on { it[:end].object.fileno } }

operation 'pipe.send_bytes', uses: :writable, end: :pipe_end, bytes: :base64_bytes,
                             offset: :integer_or_null?, size: :integer_or_null? do |call, it|
  part = it[:bytes].byteslice(it[:offset] || 0, it[:size] || it[:bytes].bytesize)
  call.on { Marshal.dump(part, it[:end].object) }
  nil
end

operation 'pipe.receive_bytes', uses: :readable, end: :pipe_end, maximum: :integer_or_null? do |call, it|
  raise Fault.missing('maximum for what is received') if it[:maximum]

  call.on { Marshal.load(it[:end].object) }
end

operation 'pipe.send_generated', uses: :writable, end: :pipe_end, seed: :integer, size: :integer do |call, it|
  data = Values.generate(it[:seed], it[:size])
  call.on { Marshal.dump(data, it[:end].object) }
  nil
end

operation 'pipe.receive_digest', uses: :readable, end: :pipe_end do |call, it|
  Values.digest(call.on { Marshal.load(it[:end].object) })
end

operation 'pipe.send_series', uses: :writable, end: :pipe_end, label: :value, count: :integer, size: :integer,
                              lock: :lock? do |call, it|
  it[:count].times do |number|
    message = [it[:label], number, Values.generate(number, it[:size])]
    send = -> { Marshal.dump(message, it[:end].object) }
    call.on { it[:lock] ? it[:lock].object.synchronize(&send) : send.call }
  end
  nil
end

operation 'pipe.receive_series', uses: :readable, end: :pipe_end, count: :integer do |call, it|
  messages = Array.new(it[:count]) { call.on { Marshal.load(it[:end].object) } }
  messages.map { |label, number, data| [label, number, data == Values.generate(number, data.bytesize)] }
end

# ---- locks

operation 'lock.new', lock: :text, kind: :text?, initial: :integer? do |call, it|
  raise Fault.missing(it[:kind]) unless it.fetch(:kind, 'lock') == 'lock'

  ACTOR.handles[it[:lock]] = Handle.new('lock', call.on { FileLock.new(new_path('lock')) })
  nil
end

# ---- waiting for several, sockets

operation 'ready.wait', objects: :list, timeout: :number_or_null? do |call, it|
  objects = it[:objects].to_h { |name| [name, ACTOR.handle(name).object] }
  ready, = call.on { IO.select(objects.values, nil, nil, it[:timeout]) }
  objects.filter_map { |name, object| name if ready&.any? { |one| one.equal?(object) } }
end

operation 'listener.new', listener: :text, family: :text, key: :raw? do |call, it|
  raise Fault.missing('keys for connections') if it[:key]

  if it[:family] == 'AF_UNIX'
    address = new_path('listener')
    made = call.on { UNIXServer.new(address) }
  else
    made = call.on { TCPServer.new('127.0.0.1', 0) }
    address = made.addr.values_at(3, 1)
  end
  ACTOR.handles[it[:listener]] = Handle.new('listener', made)
  address
end

operation 'listener.accept', listener: :listener, end: :text do |call, it|
  ACTOR.handles[it[:end]] = Handle.new('pipe end', call.on { it[:listener].object.accept })
  nil
end

operation 'listener.close', listener: :listener do |call, it|
  call.on { it[:listener].object.close }
  nil
end

operation 'client.connect', end: :text, family: :text, address: :value, key: :raw? do |call, it|
  raise Fault.missing('keys for connections') if it[:key]

  made = call.on { it[:family] == 'AF_UNIX' ? UNIXSocket.new(it[:address]) : TCPSocket.new(*it[:address]) }
  ACTOR.handles[it[:end]] = Handle.new('pipe end', made)
  nil
end

# ---- the nursery

# Makes root actors and reaps them; the only process of the agent that lives as long as its sandbox.
def serve_as_nursery
  trap('CLD') do
    nil while Process.wait(-1, Process::WNOHANG)
  rescue Errno::ECHILD
    nil
  end
  implementation = {
    name: 'ruby', version: RUBY_VERSION, language: 'Ruby', runtime: "#{RUBY_ENGINE} #{RUBY_ENGINE_VERSION}"
  }
  ACTOR.connect('nursery', implementation: implementation, capabilities: CAPABILITIES)
  ACTOR.serve(NURSERY_OPERATIONS)
end

abort 'ipctck_agent: IPC_TCK_SOCKET is not set: this program is started by ipc-tck' unless ENV['IPC_TCK_SOCKET']
$stdin.reopen(File::NULL)
$stderr.sync = true
Dir.tmpdir # probes; found here, it is known to every actor
GC.start
serve_as_nursery
