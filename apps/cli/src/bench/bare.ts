import { fastify } from 'fastify';
import { Pool } from 'pg';

// What nothing can be faster than: one route of the same server that asks the same database one thing, through as many connections as the web has.
const pool = new Pool({ connectionString: process.env['DATABASE_URL'], max: 10 });
const server = fastify();
server.get('/', async (_request, reply) => {
  const { rows } = await pool.query<{ one: number }>('select 1 as one');
  return reply.type('text/html; charset=utf-8').send(`<p>${rows[0]?.one}</p>`);
});
await server.listen({ port: Number(process.env['PORT']), host: '127.0.0.1' });
process.on('SIGTERM', () => process.exit(0));
process.send?.('ready');
